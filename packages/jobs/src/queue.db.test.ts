import { migrate } from '@plinth/db';
import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { getConstructionPlans, PgBoss } from 'pg-boss';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectTo, createDatabase, migrations } from '../test/database.ts';
import { eventually, publish } from '../test/events.ts';
import { type Workers, workersOn } from '../test/workers.ts';
import { jobMigrations } from './index.ts';
import { purgeOutbox } from './purge.ts';
import { queueDatabase } from './queue-database.ts';
import { reportTo } from './report.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let database: TestDatabase;
let workers: Workers;

beforeEach(async () => {
  database = await createDatabase();
  workers = workersOn(database.url);
});

afterEach(async () => {
  await workers.stop();
  await database.close();
});

const aBoss = (): PgBoss => {
  const boss = new PgBoss({ db: queueDatabase(workers.driver(), reportTo(silent, 'users')), schema: 'users_jobs', migrate: false, supervise: false, schedule: false });
  return boss.on('error', () => undefined);
};

const words = (sql: string): string =>
  sql.split('\n').filter((line) => !line.startsWith('--')).join(' ').split(/\s+/).join(' ').trim();

test('the migration is what the installed pg-boss would install, and nothing is missing or different', async () => {
  const [migration, ...later] = jobMigrations('users').files;
  const plan = words(getConstructionPlans('users_jobs', { createSchema: false }));
  expect(later).toEqual([]);
  expect(migration?.name).toBe('jobs/0046_pg_boss.sql');
  expect(plan).toContain(words(migration?.sql ?? ''));
  expect(await aBoss().schemaVersion()).toBe(46);
  expect(await aBoss().detectSchemaDrift()).toMatchObject({ ok: true, missing: [], missingTables: [] });
});

test('the module’s role cannot change the queue’s tables', async () => {
  const driver = workers.driver();
  await expect(driver`alter table users_jobs.job add column extra text`).rejects.toThrow('must be owner');
  await expect(driver`create table users_jobs.extra ()`).rejects.toThrow('permission denied');
});

test('a worker that starts before the migrations waits for them', async () => {
  const empty = await createTestDatabase({ sets: [], name: 'empty' });
  const waiting = workersOn(empty.url);
  try {
    await waiting.start({});
    await migrate({ url: empty.migrationUrl, applicationUser: new URL(empty.url).username, sets: migrations });
    await publish(waiting.driver());
    await eventually(() => waiting.deliveries.length === 1);
    expect(waiting.deliveries).toHaveLength(1);
    expect(waiting.logged).toEqual([{ level: 'error', message: 'The worker failed to relay events.' }]);
  } finally {
    await waiting.stop();
    await empty.close();
  }
});

test('a schedule runs once for all workers, again where it failed, and is dropped with its release', async () => {
  const runs: string[] = [];
  const schedules = [{
    name: 'report', cron: '0 3 * * *',
    run: async () => {
      runs.push('report');
      if (runs.length === 1) throw new Error('Not yet.');
    },
  }];
  const both = await Promise.all([workers.start({ schedules }), workers.start({ schedules })]);
  const boss = aBoss();
  const scheduled = async () => (await boss.getSchedules()).map(({ name, cron, timezone }) => ({ name, cron, timezone }));
  expect(await scheduled()).toEqual([
    { name: 'schedule/purge-outbox', cron: '17 * * * *', timezone: 'UTC' },
    { name: 'schedule/report', cron: '0 3 * * *', timezone: 'UTC' },
  ]);
  await boss.send('schedule/report', null, { retryDelay: 1 });
  await eventually(() => runs.length === 2, 15);
  await Promise.all(both.map((worker) => worker.stop()));
  await workers.start({});
  expect((await scheduled()).map(({ name }) => name)).toEqual(['schedule/purge-outbox']);
});

test('the purge removes what was relayed long ago, and nothing that waits', async () => {
  const driver = connectTo(database.url);
  const [old, young, waiting] = await publish(driver, { count: 3 });
  await driver`update users.outbox set relayed_at = '2026-01-01T00:00:00Z', occurred_at = '2026-01-01T00:00:00Z' where id = ${String(old)}`;
  await driver`update users.outbox set relayed_at = '2026-01-09T00:00:00Z' where id = ${String(young)}`;
  await purgeOutbox(driver, 'users', new Date('2026-01-08T00:00:00Z'));
  const left = await driver<{ id: string }[]>`select id from users.outbox order by position`;
  await driver.end();
  expect(left.map(({ id }) => id)).toEqual([young, waiting]);
});
