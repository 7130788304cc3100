import { connect, createDatabase, migrationStatus } from '@plinth/db';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { testServer } from './server.ts';
import { templateOf } from './template.ts';

const opened: TestDatabase[] = [];
const module = 'testing_notes';
const sets = [
  {
    module,
    files: [
      {
        name: '0001_notes.sql',
        sql: `create table ${module}.notes (id integer primary key, owner_id text not null);
          alter table ${module}.notes enable row level security;
          alter table ${module}.notes force row level security;
          create policy owners on ${module}.notes using (owner_id = current_setting('plinth.scope', true))`,
      },
    ],
  },
];

const open = async (of = sets): Promise<TestDatabase> => {
  const database = await createTestDatabase({ sets: of, name: 'Testing itself' });
  opened.push(database);
  return database;
};

afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()));
});

test('databases asked for at once are migrated once, and each has its own rows', async () => {
  const databases = await Promise.all([open(), open(), open()]);
  const [first, second] = databases;
  await first.driver(module)`insert into testing_notes.notes values (1, 'a')`;
  expect(await first.driver(module)`select id from testing_notes.notes`).toEqual([{ id: 1 }]);
  expect(await second.driver(module)`select id from testing_notes.notes`).toEqual([]);
  expect(await migrationStatus({ url: second.migrationUrl, sets })).toEqual([{ module, name: '0001_notes.sql', state: 'applied' }]);
});

test('the same migrations share a template and others get one of their own', async () => {
  const server = testServer();
  const admin = connect({ url: server.migrationUrl, connections: 1, name: 'template test' });
  const more = sets.map((set) => ({ ...set, files: [...set.files, { name: '0002_more.sql', sql: `create table ${module}.more ()` }] }));
  const [first, again, other] = [await templateOf(admin, server, sets), await templateOf(admin, server, [...sets]), await templateOf(admin, server, more)];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(await admin`select datname from pg_database where datistemplate and datname in (${first}, ${other})`).toHaveLength(2);
  await admin.end();
});

test('a template whose migration failed half way is not used', async () => {
  const broken = sets.map((set) => ({ ...set, files: [...set.files, { name: '0002_broken.sql', sql: 'create table' }] }));
  await expect(open(broken)).rejects.toThrow('testing_notes: 0002_broken.sql');
  await expect(open(broken)).rejects.toThrow('testing_notes: 0002_broken.sql');
});

test('the application sees what row-level security leaves it, the driver of the test sees all', async () => {
  const database = await open();
  await database.driver(module)`insert into testing_notes.notes values (1, 'a')`;
  const application = createDatabase(module, { url: database.url });
  expect(await application.driver`select id from testing_notes.notes`).toEqual([]);
  expect(await database.driver(module)`select id from testing_notes.notes`).toHaveLength(1);
  await application.close();
});

test('close drops the database under connections that were left open', async () => {
  const database = await createTestDatabase({ sets });
  const leaked = createDatabase(module, { url: database.url });
  await leaked.ping();
  await database.close();
  await expect(leaked.ping()).rejects.toMatchObject({ code: expect.stringMatching(/57P01|CONNECTION_CLOSED|3D000/) as string });
  await leaked.close();
});
