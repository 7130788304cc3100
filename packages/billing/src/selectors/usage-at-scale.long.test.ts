import { createDatabase, type Database, type Driver } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import type { Account } from '../contract/accounts.ts';
import { aMeter, anAccount, member } from '../test/metering.ts';
import { rollUpEverything } from '../test/usage.ts';

const { events } = profiled({ full: { events: 1_000_000 }, short: { events: 100_000 } });
const tries = 25;

let billing: TestBilling;
let system: Database<'billing'>;
let sql: Driver;
let account: Account;
let other: Account;
beforeAll(async () => {
  billing = await createTestBilling();
  system = createDatabase('billing', { url: billing.database.url, acrossOwners: true });
  sql = billing.database.driver('billing');
  [account, other] = [await anAccount(billing), await anAccount(billing)];
  await aMeter(billing);
  await sql`select billing.ensure_usage_months(array['2027-01-10'::timestamptz])`;
});
afterAll(async () => {
  await system.close();
  await billing.close();
});

/** Events spread over January, in transactions of a thousand. */
async function reported({ id, ownerId }: Account, count: number): Promise<void> {
  for (let from = 0; from < count; from += 1000) {
    await sql`
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
      select ${idToUuid(id)}, ${ownerId}, 'api.call', 'test', n::text, '2027-01-01'::timestamptz + n * interval '31 days' / ${count}::integer, now()
      from generate_series(${from}::integer, ${from + 999}::integer) n`;
  }
}

/** What a period counts, and the median of how long it took to say so, in milliseconds. */
async function asked({ id: accountId, ownerId }: Account, from: string, to: string): Promise<[string | undefined, number]> {
  const times: number[] = [];
  let value: string | undefined;
  for (let turn = 0; turn < tries; turn += 1) {
    const started = performance.now();
    const { data } = await billing.selectors.getUsage({ accountId, meter: 'api_calls', from, to }, member(ownerId));
    times.push(performance.now() - started);
    value = data[0]?.value;
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(tries / 2)] ?? Number.NaN;
  process.stdout.write(`${value ?? 'nothing'} of ${events} events from ${from}: ${median.toFixed(1)} ms\n`);
  return [value, median];
}

test('a month of a million events is read in milliseconds, at whatever instants it begins and ends and whatever is not rolled up yet', async () => {
  await reported(account, events);
  const started = performance.now();
  await rollUpEverything(system, sql);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${events} events rolled up: ${seconds.toFixed(1)} s\n`);
  expect(seconds).toBeLessThan(2 + events / 60_000);
  const [month, time] = await asked(account, '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z');
  const [part, timeOfPart] = await asked(account, '2027-01-01T07:07:07Z', '2027-01-31T17:17:17Z');
  const [inPart] = await sql<{ count: string }[]>`select count(*)::text from billing.usage_events where time >= '2027-01-01T07:07:07Z' and time < '2027-01-31T17:17:17Z'`;
  expect([month, part]).toEqual([String(events), inPart?.count]);

  await reported(other, events / 10);
  await reported(account, 1000);
  const [more, timeWithTail] = await asked(account, '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z');
  expect(more).toBe(String(events + 1000));
  expect(Math.max(time, timeOfPart, timeWithTail)).toBeLessThan(50);
});
