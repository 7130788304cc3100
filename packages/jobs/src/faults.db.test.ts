import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@plinth/db';
import type { TestDatabase } from '@plinth/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { eventually, publish } from '../test/events.ts';
import { createProxy } from '../test/proxy.ts';
import { type Workers, workersOn } from '../test/workers.ts';
import { within } from './within.ts';

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

function spawnWorker(...args: string[]): { child: ChildProcessByStdio<null, Readable, null>; said: () => string } {
  const script = fileURLToPath(new URL('../test/stuck-worker.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, database.url, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text };
}

const delivered = (): Set<string> => new Set(workers.deliveries.map(({ event }) => event.id));

test('what a killed worker had in hand is delivered within 10 seconds', async () => {
  const { child, said } = spawnWorker();
  await eventually(() => said().includes('started'), 15);
  const [id] = await publish(workers.driver());
  await eventually(() => said().includes('delivering'));
  child.kill('SIGKILL');
  await once(child, 'exit');
  await workers.start({});
  const seconds = await eventually(() => workers.deliveries.length > 0);
  expect(delivered()).toEqual(new Set([id]));
  expect(seconds).toBeLessThan(10);
}, 40_000);

test('a delivery that takes longer than the heartbeat is not taken for lost', async () => {
  let tries = 0;
  const slow = async (): Promise<void> => {
    tries += 1;
    await sleep(4_000);
  };
  await Promise.all([1, 2].map(() => workers.start({ tuning: { heartbeatSeconds: 2 }, deliver: slow })));
  const driver = workers.driver();
  await publish(driver);
  await eventually(async () => (await driver`select from users_jobs.job where state = 'completed' and name = 'billing.openAccount'`).length === 1);
  expect(tries).toBe(1);
});

test('a worker that was stopped leaves nothing that keeps its process alive', async () => {
  const { child, said } = spawnWorker('stop');
  await eventually(() => said().includes('stopped'), 15);
  const exit = await Promise.race([once(child, 'exit'), sleep(3_000, ['alive'])]);
  child.kill('SIGKILL');
  expect(exit).toEqual([0, null]);
}, 30_000);

test('a worker whose connections are ended under work goes on', async () => {
  await Promise.all([1, 2].map(() => workers.start({})));
  const admin = connect({ url: database.migrationUrl, connections: 1, name: 'admin' });
  const driver = workers.driver();
  const published: string[] = [];
  let ended = 0;
  for (let round = 0; round < 10; round++) {
    published.push(...(await driver.begin((tx) => publish(tx, { count: 20 })).catch(() => [])));
    const rows = await admin`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename is not null and pid <> pg_backend_pid()`;
    ended += rows.length;
    await sleep(200);
  }
  await admin.end();
  await eventually(() => published.every((id) => delivered().has(id)), 15);
  expect(published.length).toBeGreaterThan(100);
  expect(ended).toBeGreaterThan(20);
  const [last] = await publish(driver);
  expect(await eventually(() => delivered().has(String(last)))).toBeLessThan(1.5);
}, 40_000);

test('a worker that starts without its database, or loses it, goes on when it is there; the log says so once', async () => {
  const proxy = await createProxy(database.url);
  const worker = await workers.start({ url: proxy.url });
  const driver = workers.driver();
  await publish(driver);
  await sleep(1_500);
  await proxy.open();
  const start = await eventually(() => workers.deliveries.length === 1);
  await proxy.close();
  await publish(driver);
  await sleep(3_000);
  await proxy.open();
  const again = await eventually(() => workers.deliveries.length === 2);
  await proxy.close();
  await eventually(() => workers.logged.length === 5);
  const stopping = performance.now();
  await worker.stop();
  expect(performance.now() - stopping).toBeLessThan(10_000);
  expect([start, again].map((seconds) => seconds < 2.5)).toEqual([true, true]);
  expect(workers.logged.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'warn: The database does not answer the worker; it tries again.',
    'info: The database answers the worker again.',
    'warn: The database does not answer the worker; it tries again.',
    'info: The database answers the worker again.',
    'warn: The database does not answer the worker; it tries again.',
  ]);
}, 40_000);

test('connections that are reset under work leave neither a statement nor a transaction without an end', async () => {
  const proxy = await createProxy(database.url);
  await proxy.open();
  const driver = connect({ url: proxy.url, connections: 4, name: 'reset' });
  const waits = new Set<Promise<unknown>>();
  let [done, lost, over] = [0, 0, false];
  const again = async (work: () => Promise<unknown>): Promise<void> => {
    while (!over) {
      const one = work().then(
        () => (done += 1),
        () => (lost += 1),
      );
      waits.add(one);
      await one;
      waits.delete(one);
    }
  };
  const transaction = () => driver.begin((tx) => Promise.all([tx`select 1`, tx`select pg_sleep(0.001)`, tx.unsafe('select 2; select 3').simple()]));
  const clients = Array.from({ length: 10 }, (_, index) => again(index < 6 ? transaction : () => driver`select ${index}::int`));
  for (let round = 0; round < 40; round++) {
    await sleep(100 + 31 * (round % 7));
    proxy.reset();
  }
  over = true;
  await within(8_000, Promise.all(clients));
  expect(waits.size).toBe(0);
  expect(done).toBeGreaterThan(100);
  expect(lost).toBeGreaterThan(60);
  await driver.end({ timeout: 1 });
  await proxy.close();
}, 40_000);
