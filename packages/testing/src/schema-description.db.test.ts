import { connect, migrate, type MigrationSet } from '@plinth/db';
import { expect, test } from 'vitest';
import { createTestDatabase } from './database.ts';
import { describeSchema } from './schema-description.ts';

const module = 'fence_order';
type Files = Readonly<Record<string, string>>;

const setOf = (files: Files): MigrationSet => ({ module, files: Object.entries(files).map(([name, sql]) => ({ name, sql })) });

/** The schema after each step has applied its files; a step knows all that the ones before it knew. */
async function schemaAfter(...steps: readonly Files[]): Promise<readonly string[]> {
  const database = await createTestDatabase({ sets: [], name: 'order' });
  const sql = connect({ url: database.migrationUrl, connections: 1, name: 'order test' });
  try {
    let known: Files = {};
    for (const step of steps) {
      known = Object.fromEntries(Object.entries({ ...known, ...step }).sort(([one], [other]) => (one < other ? -1 : 1)));
      await migrate({ url: database.migrationUrl, applicationUser: undefined, sets: [setOf(known)] });
    }
    return await describeSchema(sql, module);
  } finally {
    await sql.end();
    await database.close();
  }
}

const main = {
  '0001_books.sql': `
    create table ${module}.books (id uuid primary key, owner_id text not null, title text);
    alter table ${module}.books enable row level security;
    create policy owners on ${module}.books using (owner_id = current_setting('plinth.scope', true));
    create function ${module}.kept() returns trigger language plpgsql as $$ begin return old; end $$;
    create trigger kept before delete on ${module}.books for each row execute function ${module}.kept();
    create type ${module}.state as enum ('lent', 'here');
    create view ${module}.titles as select title from ${module}.books`,
};

test('two branches that leave each other alone give one schema, whichever is merged first', async () => {
  const one = {
    '0002_pages.sql': `alter table ${module}.books add column pages integer; create index by_pages on ${module}.books (pages)`,
    '0004_short.sql': `alter table ${module}.books add check (pages <> 13 or title is null); alter table ${module}.books add constraint short check (pages < 9000) not valid`,
  };
  const other = {
    '0003_authors.sql': `alter table ${module}.books add column author text not null default 'unknown'; alter table ${module}.books add check (author <> title);
      create table ${module}.authors (name text primary key)`,
  };
  const expected = await schemaAfter({ ...main, ...one, ...other });
  expect(await schemaAfter(main, one, other)).toEqual(expected);
  expect(await schemaAfter(main, other, one)).toEqual(expected);
  for (const line of [
    `column ${module}.books.pages integer`,
    `column ${module}.books.author text not null default 'unknown'::text`,
    `constraint short of ${module}.books CHECK ((pages < 9000)) NOT VALID (not validated)`,
    `type state lent, here`,
  ]) {
    expect(expected).toContain(line);
  }
});

test.each([
  ['a default', `alter table ${module}.books alter column title set default 'A'`, `alter table ${module}.books alter column title set default 'B'`],
  ['a function', `create or replace function ${module}.kept() returns trigger language plpgsql as $$ begin return new; end $$`, `create or replace function ${module}.kept() returns trigger language plpgsql as $$ begin return null; end $$`],
  ['a right', `revoke all on ${module}.books from plinth_${module}`, `grant select, truncate on ${module}.books to plinth_${module}`],
  ['row-level security', `alter table ${module}.books force row level security`, `alter table ${module}.books no force row level security`],
  ['a trigger', `alter table ${module}.books enable always trigger kept`, `alter table ${module}.books disable trigger kept`],
  ['an enumeration', `alter type ${module}.state add value 'lost'`, `alter type ${module}.state add value 'burnt'`],
  ['a policy', `alter policy owners on ${module}.books using (true)`, `alter policy owners on ${module}.books using (false)`],
  ['a view', `create or replace view ${module}.titles as select lower(title) as title from ${module}.books`, `create or replace view ${module}.titles as select upper(title) as title from ${module}.books`],
])('two branches that both change %s give two schemas, and that is seen', async (_what, one, other) => {
  const [first, second] = [{ '0002_one.sql': one }, { '0003_other.sql': other }];
  expect(await schemaAfter(main, first, second)).not.toEqual(await schemaAfter(main, second, first));
});

test('a schema that is not there is an error, not an empty description', async () => {
  const database = await createTestDatabase({ sets: [], name: 'order' });
  const sql = connect({ url: database.migrationUrl, connections: 1, name: 'order test' });
  await expect(describeSchema(sql, module)).rejects.toThrow(`There is nothing in the schema ${module}.`);
  await sql.end();
  await database.close();
});
