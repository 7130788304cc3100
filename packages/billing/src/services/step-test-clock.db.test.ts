import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asyncProperty } from '../rules/test/properties.ts';
import { operator } from '../test/catalogue.ts';
import { aClock, advanceTo, aSubscriber, contentOf, invoicesOf, someCalls, startSubscribing, type Subscribing } from '../test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
afterAll(() => subscribing.close());

test('a month later the next base fee and the usage of the month are invoiced', async () => {
  const clock = await aClock(subscribing, '2027-01-31T10:00:00Z');
  const subscriber = await aSubscriber(subscribing, { testClockId: clock.id });
  expect(subscriber.subscription).toMatchObject({
    status: 'active',
    currentPeriod: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' },
    createdAt: '2027-01-31T10:00:00.000Z',
  });
  const [first, ...none] = await invoicesOf(subscribing, subscriber);
  expect(none).toEqual([]);
  expect(first).toMatchObject({ status: 'open', issueDate: '2027-01-31', dueDate: '2027-02-14', total: { amount: 2000, currency: 'EUR' } });
  expect(first?.lines).toMatchObject([{ charge: 'base', quantity: null, period: subscriber.subscription.currentPeriod, amount: { amount: 2000 } }]);

  await someCalls(subscribing, subscriber.account, 1500, '2027-02-01T00:00:00Z');
  await advanceTo(subscribing, clock.id, '2027-03-01T12:00:00Z');
  await expect(subscribing.billing.selectors.getTestClock({ testClockId: clock.id }, operator)).resolves.toMatchObject({
    status: 'ready', now: '2027-03-01T12:00:00.000Z', target: null,
  });
  const [, second, ...more] = await invoicesOf(subscribing, subscriber);
  expect(more).toEqual([]);
  expect(second).toMatchObject({ issueDate: '2027-02-28', total: { amount: 2500 } });
  const explained = {
    model: 'graduated',
    exact: '5',
    breakdown: [{ quantity: '1000', amount: '0' }, { quantity: '500', unitAmount: '0.01', amount: '5' }],
    usage: { eventType: 'api.call', aggregation: 'count', from: '2027-01-31T00:00:00Z', to: '2027-02-28T00:00:00Z' },
  };
  expect(second?.lines).toMatchObject([
    { charge: 'base', quantity: null, period: { start: '2027-02-28T00:00:00.000Z', end: '2027-03-31T00:00:00.000Z' }, amount: { amount: 2000 } },
    { charge: 'calls', quantity: '1500', period: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' }, amount: { amount: 500 }, explanation: explained },
  ]);
});

const hours = (from: string, count: number): string => new Date(Date.parse(from) + count * 3_600_000).toISOString();

/** From within two years, with stops up to some days apart. */
const starts = fc.integer({ min: 0, max: 2 * 365 * 24 }).map((count) => hours('2027-01-01T00:00:00Z', count));
const strides = fc.constantFrom(24, 24 * 3 + 7, 24 * 11, 24 * 31);

asyncProperty('11. once to a date and in steps of some days make the same invoices', [starts, strides], async (start, stride) => {
  const days = Array.from({ length: Math.ceil((100 * 24) / stride) }, (_, stop) => hours(start, Math.min(100 * 24, (stop + 1) * stride)));
  const contents = [];
  for (const stops of [days.slice(-1), days]) {
    const clock = await aClock(subscribing, start);
    const subscribers = [
      await aSubscriber(subscribing, { testClockId: clock.id }),
      await aSubscriber(subscribing, { testClockId: clock.id, timeZone: 'Pacific/Auckland', plan: { interval: 'week' } }),
      await aSubscriber(subscribing, { testClockId: clock.id, timeZone: 'America/New_York', plan: { interval: 'day', intervalCount: 10 } }),
    ];
    for (const { account } of subscribers) await someCalls(subscribing, account, 1200, hours(start, 10 * 24 + 2));
    for (const to of stops) await advanceTo(subscribing, clock.id, to);
    contents.push((await Promise.all(subscribers.map((subscriber) => invoicesOf(subscribing, subscriber)))).map((invoices) => invoices.map(contentOf)));
  }
  const counts = contents[0]?.map((invoices) => invoices.length) ?? [];
  expect(counts.length === 3 && counts.every((count, index) => count >= ([4, 15, 10][index] ?? 0))).toBe(true);
  expect(contents[1]).toEqual(contents[0]);
}, { runs: 3 });

test('10. an anchor on the 31st visits every month end and returns to the 31st, over 24 months', async () => {
  const clock = await aClock(subscribing, '2027-01-31T10:00:00Z');
  const charges = [{ key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount: '20.00' }];
  const subscriber = await aSubscriber(subscribing, { testClockId: clock.id, timeZone: 'Europe/Vienna', plan: { charges } });
  await advanceTo(subscribing, clock.id, '2029-01-31T00:00:00Z');
  const invoices = await invoicesOf(subscribing, subscriber);
  const monthEnds = Array.from({ length: 25 }, (_, month) => new Date(Date.UTC(2027, month + 1, 0)).toISOString().slice(0, 10));
  expect(invoices.map(({ issueDate }) => issueDate)).toEqual(monthEnds);
  const periods = invoices.map(({ lines }) => lines[0]?.period);
  expect(periods.slice(1).map((period) => period?.start)).toEqual(periods.slice(0, -1).map((period) => period?.end));
});
