import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Invoice } from './index.ts';
import { aCaller, billAt, billedTo, calls, graduated, january, linesOf, rollUp } from './test/calling.ts';
import { aKey, operator } from './test/catalogue.ts';
import { aClock, advanceTo, invoicesOf, startSubscribing, type Subscribing } from './test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
beforeEach(() => subscribing.billing.clock.set('2027-01-01T12:00:00Z'));
afterAll(() => subscribing.close());

const said = ({ description, amount, explanation }: Pick<Invoice['lines'][number], 'description' | 'amount' | 'explanation'>) => ({ description, amount, explanation });

test.for([true, false])('8. usage that comes after its invoice is on the next one, once, as a line for its own period (rolled up: %s)', async (rolledUp) => {
  const caller = await aCaller(subscribing);
  await calls(subscribing, caller, 8, '2027-01-10T00:00:00Z');
  await billAt(subscribing, '2027-02-01T00:00:00Z');
  await calls(subscribing, caller, 5, '2027-01-31T23:59:59.999Z');
  await calls(subscribing, caller, 3, '2027-02-01T00:00:00Z');
  if (rolledUp) await rollUp(subscribing);
  const preview = await subscribing.billing.selectors.previewSubscription({ subscriptionId: caller.subscription.id }, caller.member);
  await billAt(subscribing, '2027-03-01T00:00:00Z');
  await billAt(subscribing, '2027-05-01T00:00:00Z');
  expect(await billedTo(subscribing, caller)).toEqual([
    ['2027-02-01', ['2027-01-01', '8', 80]],
    ['2027-03-01', ['2027-02-01', '3', 30], ['2027-01-01', '5', 35]],
    ['2027-04-01', ['2027-03-01', '0', 0]],
    ['2027-05-01', ['2027-04-01', '0', 0]],
  ]);
  const [, march] = await invoicesOf(subscribing, caller);
  expect(march?.lines.map(said)).toEqual(preview.invoice.lines.map(said));
  expect(march?.lines[1]).toMatchObject({
    charge: 'calls',
    description: 'Pro: calls, late usage',
    period: { start: '2027-01-01T00:00:00.000Z', end: '2027-02-01T00:00:00.000Z' },
    explanation: {
      model: 'graduated',
      exact: '1.15',
      whole: { quantity: '13', amount: '1.15' },
      billed: { quantity: '8', amount: '0.80' },
      usage: { from: '2027-01-01T00:00:00Z', to: '2027-02-01T00:00:00Z' },
    },
  });
});

test('8. whatever the delay, and however often: each time what is new, rated on top of what was billed', async () => {
  const caller = await aCaller(subscribing);
  for (const [month, count] of [[2, 0], [3, 6], [4, 6], [6, 0], [11, 4]] as const) {
    await calls(subscribing, caller, count, '2027-01-20T00:00:00Z');
    if (month % 2 === 0) await rollUp(subscribing);
    await billAt(subscribing, new Date(Date.UTC(2027, month - 1, 1)).toISOString());
  }
  expect(await january(subscribing, caller)).toEqual([['2027-02-01', '0', 0], ['2027-03-01', '6', 60], ['2027-04-01', '6', 50], ['2027-07-01', '4', 20]]);
});

test('usage that comes after the end is billed on a day of the month on which that was done, for ever', async () => {
  const caller = await aCaller(subscribing);
  await calls(subscribing, caller, 2, '2027-01-05T00:00:00Z');
  subscribing.billing.clock.set('2027-01-20T00:00:00Z');
  await subscribing.billing.services.cancelSubscription({ subscriptionId: caller.subscription.id, when: 'now' }, caller.member);
  await calls(subscribing, caller, 3, '2027-01-19T23:00:00Z');
  await calls(subscribing, caller, 1, '2027-01-20T00:00:00Z');
  await billAt(subscribing, '2027-02-10T00:00:00Z');
  await billAt(subscribing, '2028-12-31T00:00:00Z');
  await calls(subscribing, caller, 4, '2027-01-06T00:00:00Z');
  await billAt(subscribing, '2029-01-01T00:00:00Z');
  expect(await billedTo(subscribing, caller)).toEqual([
    ['2027-01-20', ['2027-01-01', '2', 20]],
    ['2027-02-01', ['2027-01-01', '3', 30]],
    ['2029-01-01', ['2027-01-01', '4', 40]],
  ]);
});

test('usage that comes while a subscription is paused is billed while it is', async () => {
  const caller = await aCaller(subscribing);
  subscribing.billing.clock.set('2027-01-20T00:00:00Z');
  await subscribing.billing.services.pauseSubscription({ subscriptionId: caller.subscription.id }, caller.member);
  await calls(subscribing, caller, 3, '2027-01-19T00:00:00Z');
  await billAt(subscribing, '2027-02-10T00:00:00Z');
  expect(await billedTo(subscribing, caller)).toEqual([['2027-01-20', ['2027-01-01', '0', 0]], ['2027-02-01', ['2027-01-01', '3', 30]]]);
});

test('what comes while an invoice is a draft is on that, what comes later on the next', async () => {
  const caller = await aCaller(subscribing);
  const { id: accountId, ownerId } = caller.account;
  await subscribing.billing.services.updateAccount({ accountId, ownerId, graceDays: 3 }, operator);
  await billAt(subscribing, '2027-02-01T00:00:00Z');
  await calls(subscribing, caller, 4, '2027-01-10T00:00:00Z');
  await billAt(subscribing, '2027-02-04T00:00:00Z');
  await calls(subscribing, caller, 2, '2027-01-11T00:00:00Z');
  await billAt(subscribing, '2027-03-01T00:00:00Z');
  await calls(subscribing, caller, 1, '2027-01-12T00:00:00Z');
  await billAt(subscribing, '2027-03-04T00:00:00Z');
  await billAt(subscribing, '2027-04-04T00:00:00Z');
  expect(await billedTo(subscribing, caller)).toEqual([
    ['2027-02-04', ['2027-01-01', '4', 40]],
    ['2027-03-04', ['2027-02-01', '0', 0], ['2027-01-01', '2', 20]],
    ['2027-04-04', ['2027-03-01', '0', 0], ['2027-01-01', '1', 10]],
  ]);
});

test('what is void, or issued anew, is not billed again', async () => {
  const caller = await aCaller(subscribing);
  const { ownerId } = caller.account;
  await calls(subscribing, caller, 2, '2027-01-10T00:00:00Z');
  await billAt(subscribing, '2027-02-01T00:00:00Z');
  const [first] = await invoicesOf(subscribing, caller);
  await subscribing.billing.services.reissueInvoice({ invoiceId: first?.id ?? expect.fail(), ownerId }, operator);
  await calls(subscribing, caller, 3, '2027-01-11T00:00:00Z');
  await billAt(subscribing, '2027-03-01T00:00:00Z');
  const second = (await invoicesOf(subscribing, caller)).at(-1) ?? expect.fail();
  expect(linesOf(second)).toEqual([['2027-02-01', '0', 0], ['2027-01-01', '3', 30]]);
  await subscribing.billing.services.voidInvoice({ invoiceId: second.id, ownerId }, operator);
  await calls(subscribing, caller, 1, '2027-01-12T00:00:00Z');
  await billAt(subscribing, '2027-04-01T00:00:00Z');
  expect(linesOf((await invoicesOf(subscribing, caller)).at(-1) ?? expect.fail())).toEqual([['2027-03-01', '0', 0], ['2027-01-01', '1', 10]]);
});

test('usage that is taken back gives back what was billed for it, which the account keeps', async () => {
  const caller = await aCaller(subscribing);
  await calls(subscribing, caller, 12, '2027-01-10T00:00:00Z');
  await calls(subscribing, caller, 1, '2027-01-10T00:00:00Z', { id: 'wrong' });
  await billAt(subscribing, '2027-02-01T00:00:00Z');
  await calls(subscribing, caller, 1, '2027-01-10T00:00:00Z', { id: 'wrong', sign: -1 });
  await billAt(subscribing, '2027-03-01T00:00:00Z');
  await calls(subscribing, caller, 2, '2027-03-10T00:00:00Z');
  await billAt(subscribing, '2027-04-01T00:00:00Z');
  expect(await billedTo(subscribing, caller)).toEqual([
    ['2027-02-01', ['2027-01-01', '13', 115]],
    ['2027-03-01', ['2027-02-01', '0', 0], ['2027-01-01', '-1', -5]],
    ['2027-04-01', ['2027-03-01', '2', 20]],
  ]);
  expect((await invoicesOf(subscribing, caller)).map(({ total, creditCarried, amountDue }) => [total.amount, creditCarried.amount, amountDue.amount])).toEqual([[115, 0, 115], [0, 5, 0], [20, 0, 15]]);
});

test('a period stays between its minimum and maximum spend, whatever comes late', async () => {
  const caller = await aCaller(subscribing, (meter) => ({ key: 'calls', model: 'standard', timing: 'inArrears', meter, unitAmount: '1', minimumSpend: '5', maximumSpend: '12' }));
  for (const [month, count] of [[2, 2], [3, 2], [4, 4], [5, 7]] as const) {
    await calls(subscribing, caller, count, '2027-01-20T00:00:00Z');
    await billAt(subscribing, new Date(Date.UTC(2027, month - 1, 1)).toISOString());
  }
  expect((await january(subscribing, caller)).map(([, ...line]) => line)).toEqual([['2', 200], [null, 300], ['2', 0], ['4', 300], ['7', 400]]);
});

test('a level goes on: what comes late changes all periods that follow it', async () => {
  const meter = aKey('seats');
  await subscribing.billing.services.createMeter({ key: meter, aggregation: 'weightedSum', eventType: 'seat.changed', valueProperty: 'seats' }, operator);
  const caller = await aCaller(subscribing, (own) => ({ key: 'seats', model: 'standard', timing: 'inArrears', meter: own, unitAmount: '1' }), meter);
  const seats = (count: number, time: string) => calls(subscribing, caller, 1, time, { type: 'seat.changed', data: { seats: count } });
  await seats(4, '2027-01-01T00:00:00Z');
  await billAt(subscribing, '2027-03-01T00:00:00Z');
  await seats(2, '2027-01-01T00:00:00Z');
  await billAt(subscribing, '2027-04-01T00:00:00Z');
  expect((await billedTo(subscribing, caller)).at(-1)).toEqual(['2027-04-01', ['2027-03-01', '6', 600], ['2027-01-01', '2', 200], ['2027-02-01', '2', 200]]);
});

test('11. on a test clock late usage is on the invoice of its next instant, however the clock gets there', async () => {
  const totals = [];
  for (const steps of [1, 40]) {
    const { id: testClockId } = await aClock(subscribing, '2027-01-01T00:00:00Z');
    const caller = await aCaller(subscribing, graduated, undefined, { testClockId });
    await advanceTo(subscribing, testClockId, '2027-02-15T00:00:00Z');
    await calls(subscribing, caller, 4, '2027-01-10T00:00:00Z');
    const [from, to] = [Date.UTC(2027, 1, 15), Date.UTC(2027, 5, 1)];
    for (let step = 1; step <= steps; step += 1) await advanceTo(subscribing, testClockId, new Date(from + ((to - from) * step) / steps).toISOString());
    totals.push(await billedTo(subscribing, caller));
  }
  expect(totals[0]?.at(1)).toEqual(['2027-03-01', ['2027-02-01', '0', 0], ['2027-01-01', '4', 40]]);
  expect(totals[0]).toEqual(totals[1]);
});
