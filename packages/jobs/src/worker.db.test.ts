import { setTimeout as sleep } from 'node:timers/promises';
import type { TestDatabase } from '@plinth/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { eventually, organizationCreated, publish } from '../test/events.ts';
import { subscriber, type Workers, workersOn } from '../test/workers.ts';

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

const delivered = (): Set<string> => new Set(workers.deliveries.map(({ event, subscriber: name }) => `${name} ${event.id}`));

test('an idle worker delivers an event soon after its commit', async () => {
  await workers.start({});
  const driver = workers.driver();
  const seconds: number[] = [];
  for (let round = 1; round <= 5; round++) {
    await sleep(300);
    await publish(driver);
    seconds.push(await eventually(() => workers.deliveries.length === round));
  }
  expect(workers.deliveries[0]).toMatchObject({
    subscriber,
    event: { type: organizationCreated, version: 1, payload: { index: 0 }, requestId: 'req_1', occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) as string },
  });
  expect(seconds.sort((a, b) => a - b)[2]).toBeLessThan(0.3);
});

test('a worker that only says what is due carries nothing; one that carries does', async () => {
  await workers.start({ work: { jobs: false, schedules: true } });
  await publish(workers.driver());
  await sleep(1_500);
  expect(workers.deliveries).toEqual([]);
  await workers.start({ work: { jobs: true, schedules: false } });
  await eventually(() => workers.deliveries.length === 1);
  expect(workers.logged).toEqual([]);
});

test('two relays and two workers at once lose none of 500 events, for any of their subscribers', async () => {
  const subscriptions = [subscriber, 'users.sendWelcome'].map((name) => ({ subscriber: name, event: organizationCreated }));
  await Promise.all([workers.start({ subscriptions, tuning: { batch: 60 } }), workers.start({ subscriptions, tuning: { batch: 60 } })]);
  const driver = workers.driver();
  const published = (await Promise.all(Array.from({ length: 50 }, () => driver.begin((tx) => publish(tx, { count: 10 }))))).flat();
  await eventually(() => workers.deliveries.length >= 1000);
  expect(published).toHaveLength(500);
  expect(delivered()).toEqual(new Set(subscriptions.flatMap(({ subscriber: name }) => published.map((id) => `${name} ${id}`))));
  expect(workers.deliveries).toHaveLength(1000);
  expect(workers.logged).toEqual([]);
});

test('an event of a transaction that commits late is neither lost nor overtaken', async () => {
  await workers.start({ tuning: { concurrency: 1 } });
  const driver = workers.driver();
  const written = Promise.withResolvers<string[]>();
  const commit = Promise.withResolvers<undefined>();
  const early = driver.begin(async (tx) => {
    written.resolve(await publish(tx));
    await commit.promise;
  });
  const [first] = await written.promise;
  const [second] = await driver.begin((tx) => publish(tx));
  await sleep(500);
  const before = workers.deliveries.length;
  commit.resolve(undefined);
  await early;
  await eventually(() => workers.deliveries.length === 2);
  expect(before).toBe(0);
  expect(delivered()).toEqual(new Set([`${subscriber} ${String(first)}`, `${subscriber} ${String(second)}`]));
});

test('an event without a subscriber is marked and done with', async () => {
  await workers.start({ subscriptions: [] });
  const driver = workers.driver();
  await publish(driver);
  await eventually(async () => (await driver`select from users.outbox where relayed_at is not null`).length === 1);
  expect(await driver`select from users_jobs.job where name = ${subscriber}`).toHaveLength(0);
});

test('a delivery that fails is tried again, and in the end is a dead letter that quotes nothing', async () => {
  let tries = 0;
  await workers.start({
    tuning: { retries: 2, longestRetrySeconds: 1 },
    deliver: async () => {
      tries += 1;
      throw Object.assign(new Error('ada@example.com is unknown'), { code: 'billing.unknown' });
    },
  });
  const driver = workers.driver();
  const [id] = await publish(driver);
  const dead = () => driver<{ event: string; source: string; output: string }[]>`
    select data->>'id' as event, source_name as source, source_output::text as output from users_jobs.job where name = 'dead-letters'`;
  await eventually(async () => (await dead()).length === 1);
  expect(tries).toBe(3);
  expect(await dead()).toEqual([{ event: id, source: subscriber, output: '{"code": "billing.unknown", "error": "Error"}' }]);
  expect(workers.logged.map(({ level }) => level)).toEqual(['warn', 'warn', 'error']);
});

test('one delivery that fails takes no other with it', async () => {
  await workers.start({
    deliver: async (delivery) => {
      if (JSON.stringify(delivery.event.payload) === '{"index":3}') throw new Error('No.');
      workers.deliveries.push(delivery);
    },
  });
  await publish(workers.driver(), { count: 8 });
  await eventually(() => workers.deliveries.length === 7);
  await sleep(200);
  expect(workers.deliveries).toHaveLength(7);
});

test('stop waits for the delivery that runs and takes no other', async () => {
  const begun = Promise.withResolvers<undefined>();
  let ended = 0;
  const worker = await workers.start({
    deliver: async () => {
      begun.resolve(undefined);
      await sleep(400);
      ended += 1;
    },
  });
  const driver = workers.driver();
  await publish(driver);
  await begun.promise;
  await worker.stop();
  expect(ended).toBe(1);
  await publish(driver);
  await sleep(1200);
  expect(ended).toBe(1);
  expect(await driver`select from users.outbox where relayed_at is null`).toHaveLength(1);
});

test('stop gives back what does not end in time', async () => {
  const begun = Promise.withResolvers<undefined>();
  const worker = await workers.start({
    tuning: { stopSeconds: 1 },
    deliver: () => {
      begun.resolve(undefined);
      return new Promise(() => undefined);
    },
  });
  await publish(workers.driver());
  await begun.promise;
  await worker.stop();
  await workers.start({});
  await eventually(() => workers.deliveries.length === 1, 5);
  expect(workers.deliveries).toHaveLength(1);
});
