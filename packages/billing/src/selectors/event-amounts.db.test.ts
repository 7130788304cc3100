import { createDatabase, type Database } from '@plinth/db';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { parseDecimal, sumDecimals } from '../rules/decimal.ts';
import { eachOnce, type PercentagePrice } from '../rules/rating/price.ts';
import { rate } from '../rules/rating/rate.ts';
import { anAccount, anEvent, member } from '../test/metering.ts';
import { eventAmounts } from './event-amounts.ts';

let billing: TestBilling;
let database: Database<'billing'>;
beforeAll(async () => {
  billing = await createTestBilling();
  database = createDatabase('billing', { url: billing.database.url });
});
afterAll(async () => {
  await database.close();
  await billing.close();
});

const window = { valueProperty: 'paid', filters: [], from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z' };

const allowance = fc.record({ freeEvents: fc.option(fc.nat({ max: 5 })), freeTotal: fc.option(fc.nat({ max: 60 }).map(String)) });
const histories = fc.array(fc.constantFrom('0', '5', '7.50', '10', '20', '-5'), { maxLength: 12 });

function priceOf({ freeEvents, freeTotal }: { freeEvents: number | null; freeTotal: string | null }): PercentagePrice {
  const free = { ...(freeEvents !== null && { freeEvents }), ...(freeTotal !== null && { freeTotal: parseDecimal(freeTotal) }) };
  return { model: 'percentage', ratePercent: parseDecimal('10'), fixedPerEvent: parseDecimal('0.30'), minimumPerEvent: parseDecimal('1'), maximumPerEvent: parseDecimal('2'), ...free };
}

test('equal events that are counted together cost what they cost one by one, whatever is free', async () => {
  const account = await anAccount(billing);
  const runs = fc.sample(fc.tuple(histories, allowance), 100);
  const events = runs.flatMap(([amounts], run) =>
    amounts.map((paid, index) => anEvent(account.id, { type: `paid.${run}`, time: new Date(Date.UTC(2027, 0, 1) + index).toISOString(), data: { paid } })),
  );
  for (let start = 0; start < events.length; start += 500) await billing.services.recordUsageEvents({ events: events.slice(start, start + 500) }, member(account.ownerId));
  const asks = runs.map(([, free], run) => ({ accountId: account.id, eventType: `paid.${run}`, ...window, ...free }));
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
