import type { TestDatabase } from '@plinth/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { eventually, organizationCreated, publish } from '../test/events.ts';
import { subscriber, type Workers, workersOn } from '../test/workers.ts';
import { listDeadLetters, resendDeadLetters } from './dead-letters.ts';

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

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const other = 'users.greet';

/** Two subscribers that fail at every event, until `mend`. */
async function failing() {
  const driver = workers.driver();
  let mended = false;
  const delivered: string[] = [];
  await workers.start({
    tuning: { retries: 0 },
    subscriptions: [subscriber, other].map((name) => ({ subscriber: name, event: organizationCreated })),
    deliver: async ({ subscriber: to, event }) => {
      if (!mended) throw Object.assign(new Error('A person’s name.'), { code: 'billing.refused' });
      delivered.push(`${to} ${event.id}`);
    },
  });
  const letters = (filter = {}) => listDeadLetters(driver, 'users', { limit: 100, ...filter });
  return { driver, delivered, letters, mend: () => (mended = true) };
}

test('a dead letter is told with the queue, the event and the code of its error, and not with what it says', async () => {
  const { driver, letters } = await failing();
  const [eventId] = await publish(driver);
  await eventually(async () => (await letters()).length === 2);
  expect(await letters({ queue: subscriber })).toEqual([
    { queue: subscriber, eventId, type: organizationCreated, failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string, error: 'billing.refused' },
  ]);
  expect(await letters({ limit: 1 })).toHaveLength(1);
  expect(await letters({ eventId: '00000000-0000-4000-8000-000000000000' })).toEqual([]);
});

test('those of one queue and event are sent again at once, also where the event has left the outbox, and the others stay', async () => {
  const { driver, delivered, letters, mend } = await failing();
  const [first = '', second = ''] = await publish(driver, { count: 2 });
  await eventually(async () => (await letters()).length === 4);
  await driver`delete from users.outbox`;
  mend();

  expect(await resendDeadLetters({ module: 'users', driver, logger: silent }, { queue: subscriber, eventId: first })).toBe(1);
  await eventually(() => delivered.length === 1);
  expect(await letters()).toHaveLength(3);
  expect(await resendDeadLetters({ module: 'users', driver, logger: silent }, { queue: subscriber })).toBe(1);
  expect(await resendDeadLetters({ module: 'users', driver, logger: silent }, {})).toBe(2);
  await eventually(() => delivered.length === 4);
  expect(delivered.toSorted()).toEqual([subscriber, other].flatMap((queue) => [first, second].map((id) => `${queue} ${id}`)).toSorted());
  expect(await letters()).toEqual([]);
});

test('before any worker has run there are none', async () => {
  const driver = workers.driver();
  expect(await listDeadLetters(driver, 'users', { limit: 100 })).toEqual([]);
  expect(await resendDeadLetters({ module: 'users', driver, logger: silent }, {})).toBe(0);
});
