import { Secret } from '@plinth/config';
import { connect, type Driver } from '@plinth/db';
import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateAll, type MigrationConfig, tellMigrationPlan, tellMigrationStatus } from './migrate.ts';

let database: TestDatabase;
let admin: Driver;
let config: MigrationConfig;

beforeAll(async () => {
  database = await createTestDatabase({ sets: [], name: 'migrate' });
  admin = connect({ url: database.migrationUrl, connections: 1, name: 'migrate test' });
  const urls = { databaseUrl: new Secret(database.url), migrationDatabaseUrl: new Secret(database.migrationUrl) };
  config = { database: urls as MigrationConfig['database'], topology: { modules: ['users', 'billing'] } };
});

afterAll(async () => {
  await admin.end();
  await database.close();
});

async function toldBy<Result>(tell: (say: (line: string) => void) => Promise<Result>): Promise<{ lines: string[]; result: Result }> {
  const lines: string[] = [];
  const result = await tell((line) => lines.push(line));
  return { lines, result };
}

const status = () => toldBy((say) => tellMigrationStatus(config, say));
const plan = (sql = false) => toldBy((say) => tellMigrationPlan(config, say, { sql }));

test('status and plan tell what apply is about to do, and change nothing', { timeout: 60_000 }, async () => {
  const { lines: planned } = await plan();
  expect(planned.length).toBeGreaterThan(20);
  expect(planned[0]).toBe('users: runtime/0001_calls_and_events.sql');
  const files = planned.map((line) => line.replace(/ \(.+\)$/, ''));
  expect(await status()).toEqual({ lines: [...files.map((file) => `pending  ${file}`), `${files.length} pending`], result: true });
  const script = (await plan(true)).lines;
  expect(script).toHaveLength(planned.length);
  expect(script.join('\n')).toMatch(/^-- users: 0001_identity_and_organizations\.sql$[\s\S]+^create table users\.users \($/m);
  expect(await admin`select from pg_namespace where nspname in ('users', 'billing', 'migrations')`).toHaveLength(0);

  expect(await toldBy((say) => migrateAll(config, say))).toEqual({ lines: files, result: files.length });
  expect([(await plan()).lines, (await plan(true)).lines]).toEqual([['Nothing to migrate.'], ['-- Nothing to migrate.']]);
  expect(await status()).toEqual({ lines: [...files.map((file) => `applied  ${file}`), `${files.length} applied`], result: true });

  await admin`delete from migrations.users where name = '0021_api_keys.sql'`;
  expect((await plan()).lines).toEqual([expect.stringMatching(/^users: 0021_api_keys\.sql \(late: \d{4}_\w+\.sql is applied already\)$/)]);
  await admin`update migrations.billing set checksum = 'another' where name = '0001_accounts.sql'`;
  await admin`insert into migrations.billing (name, checksum) values ('9999_of_tomorrow.sql', 'none')`;
  const { lines, result } = await status();
  expect([lines.filter((line) => !line.startsWith('applied')), result]).toEqual([
    [
      'pending  users: 0021_api_keys.sql',
      'changed  billing: 0001_accounts.sql',
      'unknown  billing: 9999_of_tomorrow.sql',
      `${planned.length - 2} applied, 1 pending, 1 changed, 1 unknown`,
    ],
    false,
  ]);
  await expect(plan()).rejects.toThrow('Changed after it was applied: billing: 0001_accounts.sql.');
});

test('where no database is named, that is said', async () => {
  await expect(tellMigrationStatus({ ...config, database: {} as MigrationConfig['database'] }, () => undefined)).rejects.toThrow('There is no database: set DATABASE_URL.');
});
