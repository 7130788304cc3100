import { connect, type Driver } from '@plinth/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aKey, aPublishedPlan, operator } from '../test/catalogue.ts';
import { dyingAt, sequencesOf, upTo } from '../test/faults.ts';
import { aSubscriber, invoicesOf, startSubscribing, type Subscribing } from '../test/subscribing.ts';
import { billDue } from './bill-due.ts';

let subscribing: Subscribing;
let superuser: Driver;
beforeAll(async () => {
  subscribing = await startSubscribing();
  superuser = connect({ url: subscribing.billing.database.migrationUrl, connections: 1, name: 'superuser' });
});
afterAll(async () => {
  await superuser.end();
  await subscribing.close();
});

test('drafts whose end is killed at any statement and resumed become final once, with their coupons, numbers and postings', async () => {
  const { billing, database, runOn, run, sql } = subscribing;
  const { services } = billing;
  const plan = await aPublishedPlan(billing);
  const { code } = await services.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'repeating', periods: 1000, percentOff: '25' }, operator);
  billing.clock.set('2030-01-01T12:00:00Z');
  const subscribers = [await aSubscriber(subscribing, { plan }), await aSubscriber(subscribing, { plan })];
  for (const { account, member } of subscribers) {
    await services.updateAccount({ accountId: account.id, ownerId: account.ownerId, graceDays: 2 }, operator);
    await services.redeemCoupon({ code, accountId: account.id }, member);
  }
  let nth = 0;
  for (let killed = true; killed; ) {
    nth += 1;
    billing.clock.set(new Date(Date.UTC(2030, nth, 1)));
    await billDue(run);
    billing.clock.set(new Date(Date.UTC(2030, nth, 4)));
    const dying = dyingAt(database, superuser, nth);
    await billDue(runOn(dying.database)).catch((error: unknown) => expect(error).toMatchObject({ code: 'runtime.unavailable' }));
    killed = dying.died();
    await billDue(run);
    for (const subscriber of subscribers) {
      const invoices = (await invoicesOf(subscribing, subscriber)).slice(1);
      expect([nth, invoices.map(({ status, discount }) => [status, discount.amount])]).toEqual([nth, Array.from({ length: nth }, () => ['open', 500])]);
    }
  }
  expect(nth).toBeGreaterThan(12);
  const sequences = await sequencesOf(sql, 'INV');
  expect(sequences).toEqual(upTo(sequences.length));
  const owed = await sql`
    select invoice.id from billing.invoices invoice left join billing.journal_transactions entry on entry.source_id = invoice.id and entry.kind = 'invoice'
    where invoice.number is not null and entry.id is null and invoice.total > 0`;
  expect(owed).toEqual([]);
  const redemptions = await Promise.all(subscribers.map(async ({ account, member }) => (await billing.selectors.listCouponRedemptions({ accountId: account.id }, member)).data[0]?.periodsLeft));
  expect(redemptions).toEqual([1000 - nth, 1000 - nth]);
}, 60_000);
