import { createDatabase, type Database } from '@plinth/db';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { parseDecimal, sumDecimals } from '../rules/decimal.ts';
import { eachOnce, type PercentagePrice } from '../rules/rating/price.ts';
import { rate } from '../rules/rating/rate.ts';
import { aMeter, anAccount, anEvent, member } from '../test/metering.ts';
import { rollUpEverything } from '../test/usage.ts';
import { eventAmounts, type EventAmountsAsk } from './event-amounts.ts';

let billing: TestBilling;
let database: Database<'billing'>;
let window: Pick<EventAmountsAsk, 'meterId' | 'valueProperty' | 'filters' | 'from' | 'to'>;
beforeAll(async () => {
  billing = await createTestBilling();
  const { id: meterId } = await aMeter(billing, { eventType: 'paid', aggregation: 'sum', valueProperty: 'paid' });
  window = { meterId, valueProperty: 'paid', filters: [], from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z' };
  database = createDatabase('billing', { url: billing.database.url });
});
afterAll(async () => {
  await database.close();
  await billing.close();
});

const allowance = fc.record({ freeEvents: fc.option(fc.nat({ max: 5 })), freeTotal: fc.option(fc.nat({ max: 60 }).map(String)) });
const histories = fc.array(fc.constantFrom('0', '5', '7.50', '10', '20', '-5'), { maxLength: 12 });

function priceOf({ freeEvents, freeTotal }: { freeEvents: number | null; freeTotal: string | null }): PercentagePrice {
  const free = { ...(freeEvents !== null && { freeEvents }), ...(freeTotal !== null && { freeTotal: parseDecimal(freeTotal) }) };
  return { model: 'percentage', ratePercent: parseDecimal('10'), fixedPerEvent: parseDecimal('0.30'), minimumPerEvent: parseDecimal('1'), maximumPerEvent: parseDecimal('2'), ...free };
}

test('equal events that are counted together cost what they cost one by one, whatever is free and whatever is rolled up', async () => {
  const account = await anAccount(billing);
  const system = createDatabase('billing', { url: billing.database.url, acrossOwners: true });
  const runs = fc.sample(fc.tuple(histories, allowance), 100);
  const events = runs.flatMap(([amounts], run) =>
    amounts.map((paid, index) => anEvent(account.id, { type: `paid.${run}`, time: new Date(Date.UTC(2027, 0, 1) + index).toISOString(), data: { paid } })),
  );
  const meters = await Promise.all(runs.map((_run, run) => aMeter(billing, { key: `paid_${run}`, eventType: `paid.${run}`, aggregation: 'sum', valueProperty: 'paid' })));
  const asks = runs.map(([, free], run) => ({ accountId: account.id, ...window, meterId: meters[run]?.id ?? window.meterId, eventType: `paid.${run}`, ...free }));
  const half = Math.floor(events.length / 2);
  await billing.services.recordUsageEvents({ events: events.slice(0, half) }, member(account.ownerId));
  await rollUpEverything(system, billing.database.driver('billing'));
  await billing.services.recordUsageEvents({ events: events.slice(half) }, member(account.ownerId));
  await system.close();
  const answers = await eventAmounts(database.reader([account.ownerId]), asks);
  expect(answers).toHaveLength(100);
  for (const [index, [amounts, free]] of runs.entries()) {
    const single = amounts.map(parseDecimal);
    const quantity = sumDecimals(single);
    const together = rate(priceOf(free), { quantity, events: answers[index] ?? [] }, 'EUR');
    expect([free, amounts, together.exact.toFixed()]).toEqual([free, amounts, rate(priceOf(free), { quantity, events: eachOnce(single) }, 'EUR').exact.toFixed()]);
  }
});

test('what comes back grows with the number of amounts, not of events', async () => {
  const account = await anAccount(billing);
  const events = Array.from({ length: 300 }, (_, index) => anEvent(account.id, { type: 'paid', data: { paid: index % 3 } }));
  await billing.services.recordUsageEvents({ events }, member(account.ownerId));
  const [answer] = await eventAmounts(database.reader([account.ownerId]), [{ accountId: account.id, eventType: 'paid', ...window, freeEvents: 100, freeTotal: null }]);
  expect(answer).toHaveLength(6);
  expect(answer?.reduce((sum, { count }) => sum + count, 0n)).toBe(300n);
});
