import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BillingRun } from '../contract/run.ts';
import { aPublishedPlan } from '../test/catalogue.ts';
import { refuseLinesOf, sequencesOf, upTo } from '../test/faults.ts';
import { aClock, advanceTo, aSubscriber, contentOf, invoicesOf, someCalls, startSubscribing, type Subscribing, uuidOf } from '../test/subscribing.ts';
import { billDue } from './bill-due.ts';
import { run as call } from './call.ts';

let subscribing: Subscribing;
beforeEach(async () => {
  subscribing = await startSubscribing();
});
afterEach(() => subscribing.close());

const many = async (count: number) => {
  const plan = await aPublishedPlan(subscribing.billing);
  const subscribers = [];
  for (let index = 0; index < count; index += 1) subscribers.push(await aSubscriber(subscribing, { plan }));
  return subscribers;
};

test('a run that is started again finds nothing left, and leaves no trace of it', async () => {
  const { billing, run, sql } = subscribing;
  await many(3);
  billing.clock.set('2027-02-01T00:00:00Z');
  await billDue(run);
  const entries = await sql`select from billing.audit_events`;
  await billDue(run);
  expect(await sequencesOf(sql, 'INV')).toEqual(upTo(6));
  expect(await sql`select from billing.audit_events`).toHaveLength(entries.length);
});

test('two workers share the work: each invoice once, numbers without a gap', async () => {
  const { billing, runOn, sql } = subscribing;
  const subscribers = await many(24);
  billing.clock.set('2027-03-01T00:00:00Z');
  const work = async ({ services }: BillingRun) => {
    let claims = 0;
    for (let batch = await services.billDueSubscriptions({ limit: 3 }, call); !batch.done; batch = await services.billDueSubscriptions({ limit: 3 }, call)) claims += 1;
    return claims;
  };
  const claims = await Promise.all([work(runOn()), work(runOn())]);
  await billDue(runOn());
  expect(Math.min(...claims)).toBeGreaterThan(0);
  expect(await sequencesOf(sql, 'INV')).toEqual(upTo(24 * 3));
  for (const subscriber of subscribers) {
    expect((await invoicesOf(subscribing, subscriber)).map(({ issueDate }) => issueDate)).toEqual(['2027-01-01', '2027-02-01', '2027-03-01']);
  }
});

test('what was missed is caught up as if the run had come every day', async () => {
  const other = await startSubscribing();
  const contents = [];
  for (const [house, days] of [[subscribing, 1], [other, 75]] as const) {
    const subscribers = [await aSubscriber(house, { timeZone: 'Europe/Vienna' }), await aSubscriber(house, { plan: { interval: 'week' } })];
    for (const { account } of subscribers) await someCalls(house, account, 1100, '2027-01-20T00:00:00Z');
    const start = house.billing.clock.now().getTime();
    for (let day = 1; day <= days; day += 1) {
      house.billing.clock.set(new Date(start + (day * 75 * 86_400_000) / days));
      await billDue(house.run);
    }
    contents.push((await Promise.all(subscribers.map((subscriber) => invoicesOf(house, subscriber)))).map((invoices) => invoices.map(contentOf)));
  }
  await other.close();
  expect(contents[0]?.map((invoices) => invoices.length)).toEqual([3, 11]);
  expect(contents[0]).toEqual(contents[1]);
});

test('a subscription that cannot be rated is a row with its reason, and stops no other', async () => {
  const { billing, run, sql } = subscribing;
  const charges = [{ key: 'calls', model: 'standard' as const, timing: 'inArrears' as const, meter: '', unitAmount: '90000000000000' }];
  const [ordinary] = await many(1);
  const meter = (await billing.services.createMeter({ key: 'dear_calls', aggregation: 'count', eventType: 'api.call' }, { actor: { type: 'system', name: 'test' } })).key;
  const dear = await aSubscriber(subscribing, { plan: { charges: charges.map((charge) => ({ ...charge, meter })) } });
  await someCalls(subscribing, dear.account, 2, '2027-01-10T00:00:00Z');
  billing.clock.set('2027-02-01T00:00:00Z');
  await billDue(run);

  expect(await invoicesOf(subscribing, ordinary ?? expect.fail())).toHaveLength(2);
  expect(await invoicesOf(subscribing, dear)).toHaveLength(0);
  const rows = await sql`select subscription_id, state, reason, attempts, due_at, next_try_at from billing.billing_failures`;
  expect(rows).toMatchObject([{ subscription_id: uuidOf(dear.subscription.id), state: 'waiting', attempts: 1, due_at: '2027-02-01 00:00:00+00', next_try_at: '2027-02-01 00:01:00+00' }]);
  expect(rows[0]?.['reason']).toMatch(/^billing\.amount_out_of_range: /);
  billing.clock.set('2027-02-01T00:01:00Z');
  await billDue(run);
  await billDue(run);
  expect(await sql`select attempts, next_try_at from billing.billing_failures`).toEqual([{ attempts: 2, next_try_at: '2027-02-01 00:03:00+00' }]);
});

test('what the database refuses is set aside alone, tried again, and billed as of its day once it can be', async () => {
  const { billing, run, sql } = subscribing;
  const [first, refused, last] = await many(3);
  if (!first || !refused || !last) throw new Error('Three were made.');
  const allow = await refuseLinesOf(billing, refused.subscription.id);
  billing.clock.set('2027-03-02T06:00:00Z');
  await billDue(run);
  const counts = async () => (await Promise.all([first, refused, last].map((subscriber) => invoicesOf(subscribing, subscriber)))).map((invoices) => invoices.length);
  expect(await counts()).toEqual([3, 1, 3]);
  expect(await sql`select state, reason, attempts from billing.billing_failures`).toEqual([{ state: 'waiting', reason: 'P0001: refused for the test', attempts: 1 }]);

  billing.clock.advance({ minutes: 1 });
  await billDue(run);
  expect(await sql`select attempts from billing.billing_failures`).toEqual([{ attempts: 2 }]);

  await allow();
  billing.clock.advance({ minutes: 2 });
  await billDue(run);
  expect(await counts()).toEqual([3, 3, 3]);
  expect((await invoicesOf(subscribing, refused)).map(({ issueDate }) => issueDate)).toEqual(['2027-01-01', '2027-02-01', '2027-03-01']);
  expect(await sql`select state from billing.billing_failures`).toEqual([{ state: 'resolved' }]);
  expect(await sequencesOf(sql, 'INV')).toEqual(upTo(9));
});

test('a failure on a test clock stops neither the clock nor its other accounts, and is made up for later', async () => {
  const { billing, run, sql } = subscribing;
  const clock = await aClock(subscribing, '2027-01-01T00:00:00Z');
  const [well, refused] = [await aSubscriber(subscribing, { testClockId: clock.id }), await aSubscriber(subscribing, { testClockId: clock.id })];
  const allow = await refuseLinesOf(billing, refused.subscription.id);
  await advanceTo(subscribing, clock.id, '2027-03-15T00:00:00Z');
  expect([(await invoicesOf(subscribing, well)).length, (await invoicesOf(subscribing, refused)).length]).toEqual([3, 1]);

  await allow();
  billing.clock.advance({ minutes: 1 });
  await billDue(run);
  await billDue(run);
  expect((await invoicesOf(subscribing, refused)).map(({ issueDate }) => issueDate)).toEqual(['2027-01-01', '2027-02-01', '2027-03-01']);
  expect(await sequencesOf(sql, `TEST-${clock.id.slice(-6).toUpperCase()}`)).toEqual(upTo(6));
});

test('a clock that was left on its way is taken to its target by the next run', async () => {
  const { billing, run } = subscribing;
  const clock = await aClock(subscribing, '2027-01-01T00:00:00Z');
  const subscriber = await aSubscriber(subscribing, { testClockId: clock.id });
  await billing.services.advanceTestClock({ testClockId: clock.id, to: '2027-02-01T00:00:00Z' }, { actor: { type: 'system', name: 'test' } });
  await billDue(run);
  expect(await invoicesOf(subscribing, subscriber)).toHaveLength(2);
});

test('11. a clock moves its own accounts alone', async () => {
  const { sql } = subscribing;
  const [mine, other] = [await aClock(subscribing, '2027-01-01T00:00:00Z'), await aClock(subscribing, '2027-01-01T00:00:00Z')];
  const bystanders = [await aSubscriber(subscribing), await aSubscriber(subscribing, { testClockId: other.id })];
  await aSubscriber(subscribing, { testClockId: mine.id });
  await advanceTo(subscribing, mine.id, '2027-12-31T00:00:00Z');
  for (const bystander of bystanders) expect(await invoicesOf(subscribing, bystander)).toHaveLength(1);
  expect(await sequencesOf(sql, 'INV')).toEqual([1]);
});

test('a subscription that ends before it would be canceled expires, and is not to be canceled any more', async () => {
  const { billing, run } = subscribing;
  const { account, plan, member } = await aSubscriber(subscribing);
  const { id: subscriptionId } = await billing.services.createSubscription({ accountId: account.id, planId: plan.id, endsAt: '2027-01-20T00:00:00Z' }, member);
  await expect(billing.services.cancelSubscription({ subscriptionId, when: 'periodEnd' }, member)).resolves.toMatchObject({ cancelAt: '2027-02-01T00:00:00.000Z' });
  billing.clock.set('2027-02-01T00:00:00Z');
  await billDue(run);
  await expect(billing.selectors.getSubscription({ subscriptionId }, member)).resolves.toMatchObject({ status: 'expired', endedAt: '2027-01-20T00:00:00.000Z', cancelAt: null });
});
