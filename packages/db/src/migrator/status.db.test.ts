import { afterAll, beforeAll, expect, test } from 'vitest';
import { applicationUser, dropRoles, type EmptyDatabase, emptyDatabase, freshModule, setOf } from '../../test/database.ts';
import { createDatabase, type Database } from '../database.ts';
import { migrate } from './migrate.ts';
import { migrationStatus, pendingMigrations } from './status.ts';

const module = freshModule();
const files = { '0001.sql': `create table ${module}.a ()`, '0002.sql': `create table ${module}.b ()` };
let database: EmptyDatabase;
let application: Database<string>;

beforeAll(async () => {
  database = await emptyDatabase();
  application = createDatabase(module, { url: database.url });
});

afterAll(async () => {
  await application.close();
  await database.close();
  await dropRoles(module);
});

test('files are told apart by what the ledger knows of them, before and after the first migration', async () => {
  const url = database.migrationUrl;
  const all = [setOf(module, files)];
  expect(await pendingMigrations(application.driver, all)).toEqual([{ module, name: '0001.sql' }, { module, name: '0002.sql' }]);
  expect(await migrationStatus({ url, sets: all })).toEqual([
    { module, name: '0001.sql', state: 'pending' },
    { module, name: '0002.sql', state: 'pending' },
  ]);

  await migrate({ url, applicationUser: applicationUser(), sets: all });
  expect(await pendingMigrations(application.driver, all)).toEqual([]);
  const next = [setOf(module, { '0001.sql': `create table ${module}.a (id integer)`, '0003.sql': '' })];
  expect(await pendingMigrations(application.driver, next)).toEqual([{ module, name: '0003.sql' }]);
  expect(await migrationStatus({ url, sets: next })).toEqual([
    { module, name: '0001.sql', state: 'changed' },
    { module, name: '0003.sql', state: 'pending' },
    { module, name: '0002.sql', state: 'unknown' },
  ]);
});
