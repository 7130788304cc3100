import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { byModule, migrationsIn } from './migration-set.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plinth-migrations-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, content: string) => writeFileSync(path.join(folder, name), content);

test('SQL files are read in the order of their names, under the prefix', () => {
  write('0010_c.sql', 'c');
  write('0001_a.sql', 'a');
  write('0002 b.sql', 'b');
  write('README.md', 'not SQL');
  mkdirSync(path.join(folder, 'meta'));
  expect(migrationsIn('orders', pathToFileURL(folder), { prefix: 'own/' })).toEqual({
    module: 'orders',
    files: [
      { name: 'own/0001_a.sql', sql: 'a' },
      { name: 'own/0002 b.sql', sql: 'b' },
      { name: 'own/0010_c.sql', sql: 'c' },
    ],
  });
});

test('values stand where the file names them and other braces stay', () => {
  write('0001.sql', `create table {module}.a (b jsonb default '{}', c text[] default '{module,x}'); -- {other} {module}`);
  const [file] = migrationsIn('orders', pathToFileURL(folder), { values: { module: 'orders' } }).files;
  expect(file?.sql).toBe(`create table orders.a (b jsonb default '{}', c text[] default '{module,x}'); -- {other} orders`);
});

test('a value that is more than an identifier is refused', () => {
  write('0001.sql', 'create table {module}.a ()');
  const read = () => migrationsIn('orders', pathToFileURL(folder), { values: { module: 'a; drop table b' } });
  expect(read).toThrow('The value of {module} must be an identifier');
});

test('a file has one checksum whatever its line ends are', () => {
  const checksum = () => byModule([migrationsIn('orders', pathToFileURL(folder))]).get('orders')?.[0]?.checksum;
  write('0001.sql', 'select 1;\nselect 2;\n');
  const unix = checksum();
  write('0001.sql', 'select 1;\r\nselect 2;\r\n');
  expect(checksum()).toBe(unix);
  write('0001.sql', 'select 1;\nselect 3;\n');
  expect(checksum()).not.toBe(unix);
});

test('a folder that is not there is an error, not an empty set', () => {
  expect(() => migrationsIn('orders', pathToFileURL(path.join(folder, 'nowhere')))).toThrow('ENOENT');
});

test('sets of one module follow each other in the order given', () => {
  const set = (module: string, name: string) => ({ module, files: [{ name, sql: '' }] });
  const modules = byModule([set('orders', 'z'), set('stock', 'b'), set('orders', 'a')]);
  expect([...modules].map(([module, files]) => [module, files.map(({ name }) => name)])).toEqual([
    ['orders', ['z', 'a']],
    ['stock', ['b']],
  ]);
});

test('two files of one name in one module are refused', () => {
  const set = { module: 'orders', files: [{ name: 'a', sql: '' }] };
  expect(() => byModule([set, set])).toThrow('Two files of orders are named a.');
});

test.each(['Orders', 'or-ders', '1orders', '', 'orders_jobs', 'orders_owner', 'orders_system', 'migrations', 'pg_orders', 'o'.repeat(41)])(
  'a module cannot be named %j',
  (module) => {
    expect(() => byModule([{ module, files: [] }])).toThrow('A module cannot be named');
  },
);
