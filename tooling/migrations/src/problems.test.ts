import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exceptions } from './exceptions.ts';
import { migrationFiles } from './files.ts';
import { problemsOf } from './problems.ts';

const file = (content: string, name = '0001_books.sql') => ({ path: `packages/library/src/db/migrations/${name}`, content });
const rulesOf = (content: string, name?: string) => problemsOf([file(content, name)], []).map((line) => /^\S+:(\d+ [\w-]+)/.exec(line)?.[1]);

test.each([
  ['a new table with its index', 'create table library.books (id uuid primary key, owner_id text not null);\ncreate index books_by_owner on library.books (owner_id, id);'],
  ['a column that may be null', 'alter table library.books add column subtitle text;'],
  ['an index that is built beside writers', '-- plinth: no transaction\ncreate index concurrently if not exists books_by_title on library.books (title);'],
  ['a check that is validated later', "alter table library.books add constraint titled check (title <> '') not valid;"],
  ['a file of the platform', 'create table {module}.outbox (id bigint generated always as identity primary key); create table {schema}.queue (name text primary key);'],
])('%s passes', (_what, sql) => {
  expect(rulesOf(sql)).toEqual([]);
});

test.each([
  ['an index that keeps writers out', 'create index books_by_title on library.books (title);', '1 require-concurrent-index-creation'],
  ['a concurrent index inside a transaction', 'create index concurrently books_by_title on library.books (title);', '1 ban-concurrent-index-creation-in-transaction'],
  ['a column that the old release does not fill', '-- Two lines.\nalter table library.books add column isbn text not null;', '2 adding-required-field'],
  ['a column that the old release still reads', 'alter table library.books drop column title;', '1 ban-drop-column'],
  ['a new name for a column', 'alter table library.books rename column title to name;', '1 renaming-column'],
  ['another type', 'alter table library.books alter column pages type bigint;', '1 changing-column-type'],
  ['a check that scans the table under its lock', "alter table library.books add constraint titled check (title <> '');", '1 constraint-missing-not-valid'],
  ['a table without its schema', 'create table books (id uuid primary key);', '1 require-table-schema'],
  ['an end to the migrator\'s transaction', 'select 1;\ncommit;', '2 transaction-nesting'],
  ['a statement that is not SQL', 'create tabel library.books ();', '1 syntax-error'],
])('%s is a problem, by line and rule', (_what, sql, problem) => {
  expect(rulesOf(sql)).toContain(problem);
});

test('a rule is silenced for one statement, by whoever says why', () => {
  const drop = '-- squawk-ignore ban-drop-column\nalter table library.books drop column title;';
  expect(rulesOf(`-- No release has read it since 2.0.\n${drop}`)).toEqual([]);
  expect(rulesOf(drop)).toEqual(['1 ignore-with-reason']);
  expect(rulesOf(`--\n${drop}`)).toEqual(['2 ignore-with-reason']);
});

test.each(['1_books.sql', '0001-books.sql', '0001_Books.sql', 'books.sql', '0001_books.txt'])('%s is no name of a migration', (name) => {
  expect(rulesOf('select 1;', name)).toEqual(['1 file-name']);
});

test('an exception covers one rule of one file, and says so when it covers nothing', () => {
  const drops = file('alter table library.books drop column title;');
  const exception = { file: drops.path, rules: ['ban-drop-column', 'renaming-column'], reason: 'For the test.' };
  expect(problemsOf([drops], [exception])).toEqual([`The exception to renaming-column in ${drops.path} is not needed any more.`]);
  expect(problemsOf([{ ...drops, path: 'packages/other/src/db/migrations/0001_a.sql' }], [exception])).toHaveLength(3);
});

test('every file in a folder of migrations is seen, whatever its name', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'plinth-migrations-'));
  try {
    const folder = path.join(root, 'packages/library/src/db/migrations');
    mkdirSync(folder, { recursive: true });
    for (const name of ['0002_b.sql', '0001_a.sql', 'notes.txt']) writeFileSync(path.join(folder, name), 'select 1;');
    expect(migrationFiles(root).map((seen) => path.posix.basename(seen.path))).toEqual(['0001_a.sql', '0002_b.sql', 'notes.txt']);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('the migrations of this repository have no problem', () => {
  const files = migrationFiles(fileURLToPath(new URL('../../..', import.meta.url)));
  expect(files.length).toBeGreaterThan(20);
  expect(problemsOf(files, exceptions)).toEqual([]);
});
