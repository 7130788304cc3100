import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { applicationUser, dropRoles, type EmptyDatabase, emptyDatabase, freshModule, setOf } from '../../test/database.ts';
import { migrate } from './migrate.ts';

const opened: EmptyDatabase[] = [];
const modules: string[] = [];

const open = async (): Promise<EmptyDatabase> => {
  const database = await emptyDatabase();
  opened.push(database);
  return database;
};

const fresh = (): string => {
  const module = freshModule();
  modules.push(module);
  return module;
};

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await dropRoles(...modules.splice(0));
});

const script = fileURLToPath(new URL('../../test/migrate-once.ts', import.meta.url));

async function inProcess(options: Parameters<typeof migrate>[0]): Promise<{ module: string; name: string }[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', script, JSON.stringify(options)]);
  return JSON.parse(stdout) as { module: string; name: string }[];
}

test('four migrators at once, in four processes, pass, and every file is applied by one of them', async () => {
  const database = await open();
  const module = fresh();
  const names = Array.from({ length: 8 }, (_, index) => `000${index}.sql`);
  const first = `create table ${module}.applied (name text not null)`;
  const files = names.map((name, index) => [name, index === 0 ? first : `insert into ${module}.applied values ('${name}'); select pg_sleep(0.05)`]);
  const sets = [setOf(module, Object.fromEntries(files) as Record<string, string>)];
  const options = { url: database.migrationUrl, applicationUser: applicationUser(), sets };

  const applied = await Promise.all([1, 2, 3, 4].map(() => inProcess(options)));
  expect(applied.flat().map(({ name }) => name).sort()).toEqual(names);
  const rows = await database.admin.begin(async (tx) => {
    await tx`set local role ${tx(`plinth_${module}`)}`;
    return tx<{ name: string }[]>`select name from ${tx(module)}.applied order by name`;
  });
  expect(rows.map(({ name }) => name)).toEqual(names.slice(1));
});

/** The second file sleeps while there is a schema `slow`. */
const slow = (module: string) => ({
  '0001_a.sql': `create table ${module}.a ()`,
  '0002_b.sql': `create table ${module}.b (); select pg_sleep(60) from pg_namespace where nspname = 'slow'`,
});

/** Waits for the session that sleeps. */
const sleeperIn = async ({ admin, name }: EmptyDatabase): Promise<number> => {
  for (;;) {
    const [found] = await admin<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = ${name} and wait_event = 'PgSleep'`;
    if (found) return found.pid;
    await sleep(20);
  }
};

test('a migrator that is killed in the middle of a file leaves nothing of it, and the next one passes', async () => {
  const database = await open();
  const module = fresh();
  const { admin } = database;
  const options = { url: database.migrationUrl, applicationUser: undefined, sets: [setOf(module, slow(module))] };
  await admin`create schema slow`;

  const migrator = spawn(process.execPath, ['--conditions=source', script, JSON.stringify(options)]);
  const died = once(migrator, 'exit');
  const pid = await sleeperIn(database);
  migrator.kill('SIGKILL');
  expect(await died).toEqual([null, 'SIGKILL']);
  // PostgreSQL notices only when the statement ends, unless client_connection_check_interval is set.
  await admin`select pg_terminate_backend(${pid}, 10000)`;

  expect(await admin<{ relname: string }[]>`select relname from pg_class where relnamespace::regnamespace::text = ${module}`).toEqual([{ relname: 'a' }]);
  expect(await admin`select name from migrations.${admin(module)}`).toEqual([{ name: '0001_a.sql' }]);
  await admin`drop schema slow`;
  expect(await migrate(options)).toEqual([{ module, name: '0002_b.sql' }]);
});

test('a migrator that loses its connection in the middle of a file names the file', async () => {
  const database = await open();
  const module = fresh();
  await database.admin`create schema slow`;
  const lost = migrate({ url: database.migrationUrl, applicationUser: undefined, sets: [setOf(module, slow(module))] });
  const [, rejection] = await Promise.all([
    sleeperIn(database).then((pid) => database.admin`select pg_terminate_backend(${pid}, 10000)`),
    expect(lost).rejects.toThrow(`${module}: 0002_b.sql`).then(() => 'rejected'),
  ]);
  expect(rejection).toBe('rejected');
  expect(await database.admin`select name from migrations.${database.admin(module)}`).toEqual([{ name: '0001_a.sql' }]);
});

test('migrators of several databases make the same new roles at once', async () => {
  const databases = await Promise.all([open(), open(), open(), open()]);
  const sets = [fresh(), fresh(), fresh()].map((module) => setOf(module, { '0001.sql': `create table ${module}.a ()` }));
  const applied = await Promise.all(
    databases.map(({ migrationUrl }) => migrate({ url: migrationUrl, applicationUser: applicationUser(), sets })),
  );
  expect(applied.map((files) => files.length)).toEqual([3, 3, 3, 3]);
});

test('a migrator that finds another at work gives up after its time, having changed nothing', async () => {
  const database = await open();
  const module = fresh();
  await database.admin.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('plinth migrations', 0))`;
    const sets = [setOf(module, { '0001.sql': `create table ${module}.a ()` })];
    const waiting = migrate({ url: database.migrationUrl, applicationUser: undefined, sets, waitSeconds: 0.3 });
    await expect(waiting).rejects.toThrow('Another migrator has been at work for 0.3 s; nothing was applied.');
  });
  expect(await database.admin`select from pg_namespace where nspname = ${module}`).toHaveLength(0);
});

test('an index is built concurrently while another migrator waits for its turn', async () => {
  const database = await open();
  const module = fresh();
  const sets = [
    setOf(module, {
      '0001_a.sql': `create table ${module}.a as select i from generate_series(1, 50000) i`,
      '0002_slow.sql': 'select pg_sleep(0.5)',
      '0003_index.sql': `-- plinth: no transaction\ncreate index concurrently if not exists a_i on ${module}.a (i)`,
    }),
  ];
  const options = { url: database.migrationUrl, applicationUser: undefined, sets };
  const [first, second] = await Promise.all([migrate(options), migrate(options)]);
  expect(first.length + second.length).toBe(3);
});
