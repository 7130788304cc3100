import { afterEach, beforeEach, expect, test } from 'vitest';
import { applicationUser, dropRoles, type EmptyDatabase, emptyDatabase, freshModule, setOf } from '../../test/database.ts';
import { migrate } from './migrate.ts';
import { planMigrations } from './plan.ts';

let database: EmptyDatabase;
let module: string;

beforeEach(async () => {
  database = await emptyDatabase();
  module = freshModule();
});

afterEach(async () => {
  await database.close();
  await dropRoles(module);
});

const table = (name: string): string => `create table ${module}.${name} (i integer)`;

test('a plan is what would be applied, in order, and applies nothing', async () => {
  const index = `-- plinth: no transaction\ncreate index concurrently if not exists a_i on ${module}.a (i)`;
  const options = { url: database.migrationUrl, sets: [setOf(module, { '0001_a.sql': table('a'), '0002_index.sql': index })] };
  const plan = await planMigrations(options);
  expect(plan).toEqual([
    { module, name: '0001_a.sql', sql: table('a'), inTransaction: true, after: undefined },
    { module, name: '0002_index.sql', sql: index, inTransaction: false, after: undefined },
  ]);
  expect(await database.admin`select from pg_namespace where nspname in (${module}, 'migrations')`).toHaveLength(0);
  expect(await migrate({ ...options, applicationUser: applicationUser() })).toEqual(plan.map(({ name }) => ({ module, name })));
  expect(await planMigrations(options)).toEqual([]);
});

test('a file from another branch is told to be late', async () => {
  const { migrationUrl: url } = database;
  const merged = { '0001_a.sql': table('a'), '0002_b.sql': table('b'), '0003_c.sql': table('c') };
  await migrate({ url, applicationUser: applicationUser(), sets: [setOf(module, { '0001_a.sql': merged['0001_a.sql'], '0003_c.sql': merged['0003_c.sql'] })] });
  const plan = await planMigrations({ url, sets: [setOf(module, { ...merged, '0004_d.sql': table('d') })] });
  expect(plan.map(({ name, after }) => [name, after])).toEqual([
    ['0002_b.sql', '0003_c.sql'],
    ['0004_d.sql', undefined],
  ]);
});

test('what a migration would refuse is refused by its plan', async () => {
  const { migrationUrl: url } = database;
  await migrate({ url, applicationUser: applicationUser(), sets: [setOf(module, { '0001_a.sql': table('a') })] });
  const changed = planMigrations({ url, sets: [setOf(module, { '0001_a.sql': table('other') })] });
  await expect(changed).rejects.toThrow(`Changed after it was applied: ${module}: 0001_a.sql.`);
});
