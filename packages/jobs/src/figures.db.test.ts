import { startMetrics } from '@plinth/observability';
import type { TestDatabase } from '@plinth/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../test/database.ts';
import { eventually, publish } from '../test/events.ts';
import { subscriber, type Workers, workersOn } from '../test/workers.ts';
import { resendDeadLetters } from './dead-letters.ts';
import { observeEvents } from './figures.ts';

let database: TestDatabase;
let workers: Workers;
const metrics = startMetrics({ service: 'test' });

beforeEach(async () => {
  database = await createDatabase();
  workers = workersOn(database.url);
});
afterEach(async () => {
  await workers.stop();
  await database.close();
});

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** By the queue, what the gauge of this name shows. */
async function figures(name: string): Promise<Record<string, number>> {
  const found = [...(await metrics.render()).matchAll(new RegExp(`^${name}\\{module="users",queue="([^"]+)"\\} (\\S+)$`, 'gm'))];
  return Object.fromEntries(found.map(([, queue = '', value]) => [queue, Number(value)]));
}

test('events that wait are counted where they wait, with their age; those that nobody could deliver are dead letters', async () => {
  const driver = workers.driver();
  const end = observeEvents('users', driver);
  expect([await figures('plinth_events_undelivered'), await figures('plinth_dead_letters')]).toEqual([{ outbox: 0 }, {}]);

  await publish(driver, { count: 3 });
  await driver`update users.outbox set occurred_at = now() - interval '1 minute' where position = 1`;
  expect(await figures('plinth_events_undelivered')).toEqual({ outbox: 3 });
  const { outbox: age } = await figures('plinth_events_undelivered_oldest_seconds');
  expect(age).toBeGreaterThanOrEqual(60);
  expect(age).toBeLessThan(120);

  let lets = (): void => undefined;
  const held = new Promise<void>((resolve) => (lets = resolve));
  let refused = 0;
  await workers.start({
    tuning: { retries: 0 },
    deliver: async () => {
      await held;
      if (++refused === 1) throw new Error('refused');
    },
  });
  await eventually(async () => (await figures('plinth_events_undelivered'))['outbox'] === 0);
  expect(await figures('plinth_events_undelivered')).toEqual({ outbox: 0, [subscriber]: 3 });
  expect((await figures('plinth_events_undelivered_oldest_seconds'))[subscriber]).toBeGreaterThan(0);
  lets();
  await eventually(async () => (await figures('plinth_events_undelivered'))[subscriber] === 0);
  expect(await figures('plinth_events_undelivered_oldest_seconds')).toEqual({ outbox: 0, [subscriber]: 0 });
  expect(await figures('plinth_dead_letters')).toEqual({ [subscriber]: 1 });

  await resendDeadLetters({ module: 'users', driver, logger: silent }, {});
  expect(await figures('plinth_dead_letters')).toEqual({ [subscriber]: 0 });
  await eventually(() => refused === 4);

  end();
  expect(await figures('plinth_events_undelivered')).toEqual({});
});
