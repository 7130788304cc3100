import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dropRoles, type EmptyDatabase, emptyDatabase, freshModule, setOf } from '../../test/database.ts';
import { migrate } from './migrate.ts';

let database: EmptyDatabase;
let module: string;
const modules: string[] = [];

beforeAll(async () => {
  database = await emptyDatabase();
});

afterAll(async () => {
  await database.close();
  await dropRoles(...modules);
});

const run = (files: Record<string, string>) => {
  const table = { '0001.sql': `create table ${module}.a (id integer); insert into ${module}.a values (1), (1)` };
  return migrate({ url: database.migrationUrl, applicationUser: undefined, sets: [setOf(module, { ...table, ...files })] });
};

beforeEach(async () => {
  module = freshModule();
  modules.push(module);
  await run({});
});

test('an index can be built concurrently, owned as everything else', async () => {
  const index = { '0002.sql': `-- plinth: no transaction\ncreate index concurrently a_id on ${module}.a (id);\n` };
  expect(await run(index)).toHaveLength(1);
  expect(await run(index)).toEqual([]);
  const [row] = await database.admin`
    select relowner::regrole::text as owner from pg_class where relname = 'a_id' and relnamespace::regnamespace::text = ${module}`;
  expect(row).toEqual({ owner: `plinth_${module}_owner` });
});

test('two statements without a transaction are refused', async () => {
  const two = run({ '0003.sql': `-- plinth: no transaction\ncreate table ${module}.b (); create table ${module}.c ()` });
  await expect(two).rejects.toThrow(`${module}: 0003.sql: cannot insert multiple commands into a prepared statement`);
  expect(await run({})).toEqual([]);
});

test('an index that a failed try left invalid is not taken for a good one', async () => {
  const unique = `create unique index concurrently if not exists a_unique on ${module}.a (id)`;
  const index = { '0004.sql': `-- plinth: no transaction\n${unique}` };
  await expect(run(index)).rejects.toThrow(`${module}: 0004.sql: could not create unique index "a_unique". Key (id)=(1) is duplicated.`);
  await expect(run(index)).rejects.toThrow(`${module}.a_unique was left invalid by a try that failed`);
});

test('the mark is only a mark on the first line', async () => {
  const inside = run({ '0005.sql': `select 1;\n-- plinth: no transaction\ncreate index concurrently a_other on ${module}.a (id)` });
  await expect(inside).rejects.toThrow('CREATE INDEX CONCURRENTLY cannot run inside a transaction block');
});
