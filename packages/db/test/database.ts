import { randomBytes } from 'node:crypto';
import { connect, type Driver } from '../src/driver.ts';
import { migrate } from '../src/migrator/migrate.ts';
import { ownerRole, runtimeRole, systemRole } from '../src/roles.ts';

export interface EmptyDatabase {
  readonly name: string;
  readonly migrationUrl: string;
  readonly url: string;
  /** As the migrating user, which sees every row and owns the ledgers. */
  readonly admin: Driver;
  close(): Promise<void>;
}

function serverUrl(name: 'TEST_MIGRATION_DATABASE_URL' | 'TEST_DATABASE_URL', database?: string): string {
  const url = new URL(process.env[name] ?? '');
  if (database !== undefined) url.pathname = `/${database}`;
  return url.href;
}

export const applicationUser = (): string => new URL(serverUrl('TEST_DATABASE_URL')).username;

/** A name that no other test uses: roles belong to the whole server. */
export const freshModule = (): string => `m${randomBytes(6).toString('hex')}`;

async function onServer(work: (server: Driver) => Promise<unknown>): Promise<void> {
  const server = connect({ url: serverUrl('TEST_MIGRATION_DATABASE_URL'), connections: 1, name: 'db test', statementTimeoutSeconds: 60 });
  await work(server).finally(() => server.end({ timeout: 5 }));
}

/** An empty database. `@plinth/testing` has migrated ones, made by what is tested here. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  const name = `plinth_db_${randomBytes(6).toString('hex')}`;
  await onServer((server) => server`create database ${server(name)}`);
  const migrationUrl = serverUrl('TEST_MIGRATION_DATABASE_URL', name);
  const admin = connect({ url: migrationUrl, connections: 2, name: 'db test' });
  return {
    name,
    migrationUrl,
    url: serverUrl('TEST_DATABASE_URL', name),
    admin,
    close: async () => {
      await admin.end({ timeout: 5 });
      await onServer((server) => server`drop database ${server(name)} with (force)`);
    },
  };
}

/** Drops the roles of modules whose databases are gone. */
export const dropRoles = (...modules: string[]): Promise<void> =>
  onServer(async (server) => {
    for (const role of modules.flatMap((module) => [ownerRole(module), runtimeRole(module), systemRole(module)])) {
      await server`drop role if exists ${server(role)}`;
    }
  });

export const setOf = (module: string, files: Record<string, string>) => ({
  module,
  files: Object.entries(files).map(([name, sql]) => ({ name, sql })),
});

/** A database with one module of these files. */
export async function migratedDatabase(module: string, files: Record<string, string>): Promise<EmptyDatabase> {
  const database = await emptyDatabase();
  await migrate({ url: database.migrationUrl, applicationUser: applicationUser(), sets: [setOf(module, files)] });
  return database;
}
