import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applicationUser, dropRoles, type EmptyDatabase, emptyDatabase, freshModule, setOf } from '../../test/database.ts';
import { MigrationError } from './error.ts';
import { migrate } from './migrate.ts';

let database: EmptyDatabase;
let module: string;
const modules: string[] = [];

beforeAll(async () => {
  database = await emptyDatabase();
});

beforeEach(() => {
  module = freshModule();
  modules.push(module);
});

afterAll(async () => {
  await database.close();
  await dropRoles(...modules);
});

const run = (files: Record<string, string>, more: Partial<Parameters<typeof migrate>[0]> = {}) =>
  migrate({ url: database.migrationUrl, applicationUser: applicationUser(), sets: [setOf(module, files)], ...more });

const namesOf = (applied: readonly { name: string }[]) => applied.map(({ name }) => name);

async function ledger(): Promise<string[]> {
  const { admin } = database;
  const rows = await admin<{ name: string }[]>`select name from migrations.${admin(module)} order by applied_at, name`;
  return rows.map(({ name }) => name);
}

const exists = async (relation: string): Promise<boolean> => {
  const rows = await database.admin`
    select from pg_class where relname = ${relation} and relnamespace::regnamespace::text = ${module}`;
  return rows.length === 1;
};

test('files are applied once, in order, and told as they are', async () => {
  const told: string[] = [];
  const files = { '0001_a.sql': `create table ${module}.a ()`, '0002_b.sql': `create table ${module}.b (); create table ${module}.c ()` };
  const onApplied = (of: string, name: string) => {
    told.push(`${of} ${name}`);
  };
  expect(await run(files, { onApplied })).toEqual([
    { module, name: '0001_a.sql' },
    { module, name: '0002_b.sql' },
  ]);
  expect(told).toEqual([`${module} 0001_a.sql`, `${module} 0002_b.sql`]);
  expect(await run(files)).toEqual([]);
  expect(await exists('c')).toBe(true);
});

test('a file that sorts before the last is applied, not skipped', async () => {
  await run({ '0001_a.sql': `create table ${module}.a ()`, '0003_c.sql': `create table ${module}.c ()` });
  const applied = await run({
    '0001_a.sql': `create table ${module}.a ()`,
    '0002_b.sql': `create table ${module}.b ()`,
    '0003_c.sql': `create table ${module}.c ()`,
  });
  expect(namesOf(applied)).toEqual(['0002_b.sql']);
  expect(await exists('b')).toBe(true);
});

test('a file that was changed after it was applied is refused by name, and nothing is applied', async () => {
  await run({ '0001_a.sql': `create table ${module}.a ()` });
  const changed = run({ '0001_a.sql': `create table ${module}.a (id integer)`, '0002_b.sql': `create table ${module}.b ()` });
  await expect(changed).rejects.toThrow(new MigrationError(
    `Changed after it was applied: ${module}: 0001_a.sql. Restore it, and put the change in a file of its own. Nothing was applied.`,
  ));
  expect(await exists('b')).toBe(false);
});

test('a release with fewer files than were applied passes', async () => {
  await run({ '0001_a.sql': `create table ${module}.a ()`, '0002_b.sql': `create table ${module}.b ()` });
  expect(await run({ '0001_a.sql': `create table ${module}.a ()` })).toEqual([]);
});

test('a file that fails names module, file, line and reason, and leaves nothing of itself', async () => {
  const files = { '0001_a.sql': `create table ${module}.a ()`, '0002_b.sql': `create table ${module}.b ();\n\ninsert into ${module}.nowhere values (1)` };
  await expect(run(files)).rejects.toThrow(`${module}: 0002_b.sql, line 3: relation "${module}.nowhere" does not exist`);
  expect([await exists('a'), await exists('b')]).toEqual([true, false]);
  expect(await ledger()).toEqual(['0001_a.sql']);
});

test('the row that says so is written by the transaction of the file', async () => {
  await run({ '0001_a.sql': `create table ${module}.a ()` });
  const { admin } = database;
  const [row] = await admin`
    select ledger.xmin::text = relation.xmin::text as same
    from migrations.${admin(module)} ledger, pg_class relation
    where relname = 'a' and relnamespace::regnamespace::text = ${module}`;
  expect(row).toEqual({ same: true });
});

test('a file that ends its transaction itself is an error, not half a migration', async () => {
  const ended = run({ '0001_a.sql': `create table ${module}.a (); commit` });
  await expect(ended).rejects.toThrow(`${module}: 0001_a.sql ends its transaction itself`);
  expect(await ledger()).toEqual([]);
});

test('a file waits five seconds for a lock and no longer', async () => {
  await run({ '0001_a.sql': `create table ${module}.a ()` });
  await database.admin.begin(async (tx) => {
    await tx.unsafe(`set local role plinth_${module}_owner; lock table ${module}.a`);
    const waiting = run({ '0001_a.sql': `create table ${module}.a ()`, '0002_b.sql': `alter table ${module}.a add column b integer` });
    await expect(waiting).rejects.toThrow(`${module}: 0002_b.sql: canceling statement due to lock timeout`);
  });
});

test('settings of one file do not reach the next', async () => {
  await run({
    '0001_a.sql': `set search_path = ''; set lock_timeout = '1ms'`,
    '0002_b.sql': `create table ${module}.b as select current_setting('search_path') as path, current_setting('lock_timeout') as wait`,
  });
  const [row] = await database.admin.begin(async (tx) => {
    await tx.unsafe(`set local role plinth_${module}`);
    return tx.unsafe(`select * from ${module}.b`);
  });
  expect(row).toEqual({ path: '"$user", public', wait: '5s' });
});
