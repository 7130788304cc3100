import { randomBytes } from 'node:crypto';
import { connect, type Driver, type MigrationSet, systemRole } from '@plinth/db';
import postgres from 'postgres';
import { testServer, urlOfDatabase } from './server.ts';
import { templateOf } from './template.ts';

export interface TestDatabase {
  /** As the application logs in. */
  readonly url: string;
  /** As the migrator logs in. */
  readonly migrationUrl: string;
  /** For a test to arrange and to look: reads and writes all rows of one module, whoever owns them. Closed by `close`. */
  driver(module: string): Driver;
  /** Drops the database, and with it every connection that is still open. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** The migrations of every module that the database is to hold; none makes an empty database. */
  readonly sets: readonly MigrationSet[];
  /** Shown in the database's name; `test` by default. */
  readonly name?: string;
}

async function asAdmin<Result>(migrationUrl: string, work: (admin: Driver) => Promise<Result>): Promise<Result> {
  const admin = postgres(migrationUrl, { max: 1, max_lifetime: null, onnotice: () => undefined });
  try {
    return await work(admin);
  } finally {
    await admin.end({ timeout: 5 });
  }
}

/** A database of its own for one test file: a copy of the migrated template, on the server of the test run. */
export async function createTestDatabase({ sets, name = 'test' }: TestDatabaseOptions): Promise<TestDatabase> {
  const server = testServer();
  const database = `plinth_${name.replace(/\W/g, '_').toLowerCase().slice(0, 30)}_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.migrationUrl, async (admin) => {
    const template = await templateOf(admin, server, sets);
    await admin`create database ${admin(database)} template ${admin(template)}`;
  });
  const url = urlOfDatabase(server.url, database);
  const drivers = new Map<string, Driver>();
  return {
    url,
    migrationUrl: urlOfDatabase(server.migrationUrl, database),
    driver: (module) => {
      const driver = drivers.get(module) ?? connect({ url, connections: 2, name: `plinth ${module} test`, role: systemRole(module) });
      drivers.set(module, driver);
      return driver;
    },
    close: async () => {
      await Promise.all([...drivers.values()].map((driver) => driver.end({ timeout: 5 })));
      await asAdmin(server.migrationUrl, (admin) => admin`drop database if exists ${admin(database)} with (force)`);
    },
  };
}
