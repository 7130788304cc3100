import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Invoice } from './index.ts';
import { billDue } from './jobs/bill-due.ts';
import { aKey, aMeter, aPublishedPlan, operator } from './test/catalogue.ts';
import { aClock, advanceTo, aSubscriber, invoicesOf, someCalls, startSubscribing, type Subscribing, uuidOf } from './test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
beforeEach(() => subscribing.billing.clock.set('2027-01-01T12:00:00Z'));
afterAll(() => subscribing.close());

type Subscriber = Awaited<ReturnType<typeof aSubscriber>>;

const flat = (amount: string) => ({ charges: [{ key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount }] });

/** Subscribed in January, with a time of grace from then on. */
async function withGrace(graceDays: number | null, options: Parameters<typeof aSubscriber>[1] = {}): Promise<Subscriber> {
  const subscriber = await aSubscriber(subscribing, options);
  const { id: accountId, ownerId } = subscriber.account;
  await subscribing.billing.services.updateAccount({ accountId, ownerId, graceDays }, operator);
  return subscriber;
}

async function billAt(instant: string): Promise<void> {
  subscribing.billing.clock.set(instant);
  await billDue(subscribing.run);
}

const last = async (subscriber: Subscriber): Promise<Invoice> => (await invoicesOf(subscribing, subscriber)).at(-1) ?? expect.fail();
const finalize = ({ account }: Subscriber, { id: invoiceId }: Pick<Invoice, 'id'>) => subscribing.billing.services.finalizeInvoice({ invoiceId, ownerId: account.ownerId }, operator);
const sequenceOf = ({ number }: Invoice): number => Number(number?.split('-').at(-1));

const eventsOf = async ({ id }: Pick<Invoice, 'id'>) =>
  (await subscribing.sql<{ type: string; version: number }[]>`
    select type, (payload ->> 'version')::int as version from billing.outbox where payload ->> 'invoiceId' = ${id} order by id`).map(({ type, version }) => [type, version]);

test('an invoice of an account with a time of grace is a draft, without number, date and postings, until that ends', async () => {
  const subscriber = await withGrace(3, { plan: flat('20.00') });
  await billAt('2027-02-01T00:00:00Z');
  const draft = await last(subscriber);
  expect(draft).toMatchObject({ status: 'draft', number: null, issueDate: null, dueDate: null, finalizedAt: null, createdAt: '2027-02-01T00:00:00.000Z', finalizesAt: '2027-02-04T00:00:00.000Z', total: { amount: 2000 }, version: 1 });
  expect(await subscribing.sql`select from billing.journal_transactions where source_id = ${uuidOf(draft.id)}`).toHaveLength(0);
  await expect(subscribing.billing.selectors.getInvoicePdf({ invoiceId: draft.id }, subscriber.member)).rejects.toMatchObject({ code: 'billing.invoice_is_draft' });

  await billAt('2027-02-03T23:59:00Z');
  expect(await last(subscriber)).toEqual(draft);
  await billAt('2027-02-04T10:00:00Z');
  const final = await last(subscriber);
  expect(final).toMatchObject({ id: draft.id, status: 'open', issueDate: '2027-02-04', dueDate: '2027-02-18', finalizedAt: '2027-02-04T00:00:00.000Z', finalizesAt: null, total: { amount: 2000 }, lines: draft.lines, version: 2 });
  expect(final.number).toMatch(/^INV-202702-\d{3}$/);
  expect(await subscribing.sql`select from billing.journal_transactions where source_id = ${uuidOf(draft.id)}`).toHaveLength(1);
  expect(await eventsOf(draft)).toEqual([['billing.invoice_drafted', 1], ['billing.invoice_finalized', 2]]);
  await billAt('2027-02-05T10:00:00Z');
  expect(await last(subscriber)).toEqual(final);
});

test('the days of grace are those of the calendar of the account', async () => {
  const subscriber = await withGrace(30, { plan: flat('20.00'), timeZone: 'America/New_York' });
  await billAt('2027-03-01T05:00:00Z');
  // Clocks go forward on the 14th of March.
  expect(await last(subscriber)).toMatchObject({ status: 'draft', createdAt: '2027-03-01T05:00:00.000Z', finalizesAt: '2027-03-31T04:00:00.000Z' });
});

test('a draft follows what is used, what coupons take off and how the account is taxed, until it is final', async () => {
  const { services } = subscribing.billing;
  const subscriber = await withGrace(5);
  const { account, member } = subscriber;
  await someCalls(subscribing, account, 1500, '2027-01-10T00:00:00Z');
  await billAt('2027-02-01T00:00:00Z');
  expect(await last(subscriber)).toMatchObject({ lines: [{ amount: { amount: 500 } }, { amount: { amount: 2000 } }].reverse(), total: { amount: 2500 } });

  await subscribing.sql`
    insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
    select ${uuidOf(account.id)}, ${account.ownerId}, 'api.call', 'late', 'late' || n, '2027-01-31T23:00:00Z', now() from generate_series(1, 250) n`;
  const rate = await services.createTaxRate({ key: aKey('vat'), name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage: '20' }, operator);
  await services.updateAccount({ accountId: account.id, ownerId: account.ownerId, taxRate: rate.key }, operator);
  const draft = await last(subscriber);
  expect(draft).toMatchObject({ subtotal: { amount: 2750 }, tax: { amount: 550 }, total: { amount: 3300 } });
  expect(draft.lines.find(({ charge }) => charge === 'calls')).toMatchObject({ quantity: '1750', amount: { amount: 750 } });
  expect(await last(subscriber)).toEqual(draft);

  const final = await finalize(subscriber, draft);
  expect(final).toMatchObject({ lines: draft.lines, subtotal: draft.subtotal, taxes: draft.taxes, total: draft.total, status: 'open' });
  await subscribing.sql`
    insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
    values (${uuidOf(account.id)}, ${account.ownerId}, 'api.call', 'late', 'later', '2027-01-31T23:00:00Z', now())`;
  expect(await subscribing.billing.selectors.getInvoice({ invoiceId: draft.id }, member)).toEqual(final);
});

test('what was missing to a minimum comes and goes with what is used', async () => {
  const meter = await aMeter(subscribing.billing);
  const plan = { charges: [{ key: 'calls', model: 'standard' as const, timing: 'inArrears' as const, meter, unitAmount: '0.01', minimumSpend: '10.00' }, ...flat('20.00').charges] };
  const subscriber = await withGrace(5, { plan });
  await someCalls(subscribing, subscriber.account, 400, '2027-01-10T00:00:00Z');
  await billAt('2027-02-01T00:00:00Z');
  const amounts = ({ lines }: Invoice) => lines.map(({ charge, amount }) => [charge, amount.amount]).sort();
  expect(amounts(await last(subscriber))).toEqual([['base', 2000], ['calls', 400], ['calls', 600]]);
  const add = (count: number) => subscribing.sql`
    insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
    select ${uuidOf(subscriber.account.id)}, ${subscriber.account.ownerId}, 'api.call', 'late', ${count} || '-' || n, '2027-01-30T00:00:00Z', now() from generate_series(1, ${count}) n`;
  await add(100);
  expect(amounts(await last(subscriber))).toEqual([['base', 2000], ['calls', 500], ['calls', 500]]);
  await add(600);
  expect(amounts(await last(subscriber))).toEqual([['base', 2000], ['calls', 1100]]);
  expect(amounts(await finalize(subscriber, await last(subscriber)))).toEqual([['base', 2000], ['calls', 1100]]);
});

test('coupons and credits pass from draft to draft, and previews come after them', async () => {
  const { services, selectors, clock } = subscribing.billing;
  const plan = await aPublishedPlan(subscribing.billing, flat('30.00'));
  const subscriber = await withGrace(40, { plan });
  const { account, subscription, member } = subscriber;
  const { code } = await services.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'repeating', periods: 2, percentOff: '50' }, operator);
  await services.redeemCoupon({ code, accountId: account.id }, member);
  await billAt('2027-02-01T00:00:00Z');
  clock.set('2027-02-15T00:00:00Z');
  await services.cancelSubscription({ subscriptionId: subscription.id, when: 'now', credit: true }, member);
  const [, february, credit] = await invoicesOf(subscribing, subscriber);
  // Half of February, and half of its discount; both wait, though one gives back a part of the other.
  expect([february, credit]).toMatchObject([
    { status: 'draft', discount: { amount: 1500 }, total: { amount: 1500 }, creditApplied: { amount: 0 } },
    { status: 'draft', discount: { amount: -750 }, total: { amount: 0 }, creditCarried: { amount: 750 }, finalizesAt: '2027-03-27T00:00:00.000Z' },
  ]);
  const preview = await selectors.previewNewSubscription({ accountId: account.id, planId: plan.id }, member);
  expect(preview.invoice).toMatchObject({ discount: { amount: 1500 }, total: { amount: 1500 }, creditApplied: { amount: 750 }, amountDue: { amount: 750 } });
  await expect(finalize(subscriber, credit ?? expect.fail())).rejects.toMatchObject({ code: 'billing.invoice_waits', data: { waitsFor: february?.id } });

  await billAt('2027-03-28T00:00:00Z');
  const final = (await invoicesOf(subscribing, subscriber)).slice(1);
  expect(final).toMatchObject([
    { id: february?.id, status: 'open', issueDate: '2027-03-13', discount: { amount: 1500 }, total: { amount: 1500 } },
    { id: credit?.id, status: 'paid', issueDate: '2027-03-27', discount: { amount: -750 }, creditCarried: { amount: 750 } },
  ]);
  const [redemption] = (await selectors.listCouponRedemptions({ accountId: account.id }, member)).data;
  expect(redemption?.periodsLeft).toBe(1);
});

test('an account that lost its grace waits for what waits already, so that nothing overtakes it', async () => {
  const { services, clock } = subscribing.billing;
  const subscriber = await withGrace(10, { plan: flat('30.00') });
  const { account, subscription, member } = subscriber;
  await billAt('2027-02-01T00:00:00Z');
  await services.updateAccount({ accountId: account.id, ownerId: account.ownerId, graceDays: 0 }, operator);
  clock.set('2027-02-05T00:00:00Z');
  await services.cancelSubscription({ subscriptionId: subscription.id, when: 'now', credit: true }, member);
  expect(await last(subscriber)).toMatchObject({ status: 'draft', finalizesAt: '2027-02-11T00:00:00.000Z' });
  await billAt('2027-02-11T00:00:00Z');
  const [, whole, credit] = await invoicesOf(subscribing, subscriber);
  expect([whole?.status, credit?.status, sequenceOf(credit ?? expect.fail()) - sequenceOf(whole ?? expect.fail())]).toEqual(['open', 'paid', 1]);
});

test('the numbers of those that become final at once and by many workers have no gap', async () => {
  const { billing, run, runOn } = subscribing;
  const plan = await aPublishedPlan(billing, flat('20.00'));
  const subscribers = [];
  for (let index = 0; index < 12; index += 1) subscribers.push(await withGrace(index % 2 === 0 ? 2 : null, { plan }));
  await billAt('2027-02-01T00:00:00Z');
  const drafts = await Promise.all(subscribers.filter((_, index) => index % 2 === 0).map(last));
  expect(drafts.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'draft'));
  billing.clock.set('2027-02-03T00:00:00Z');
  await Promise.all([billDue(run), billDue(runOn()), ...subscribers.slice(0, 4).filter((_, index) => index % 2 === 0).map((subscriber, index) => finalize(subscriber, drafts[index] ?? expect.fail()).catch(() => null))]);
  await billDue(run);
  const numbers = (await subscribing.sql<{ number: string }[]>`select number from billing.invoices where number like 'INV-%'`).map(({ number }) => Number(number.split('-').at(-1))).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
  const final = await Promise.all(subscribers.map(last));
  expect(final.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'open'));
});

test('what no font can show is refused by field: a draft stays with the reason and is tried again, and others become final', async () => {
  const { billing, sql } = subscribing;
  const [foreign, fine] = [await withGrace(2, { plan: flat('20.00') }), await withGrace(2, { plan: flat('20.00') })];
  await billAt('2027-02-01T00:00:00Z');
  await sql`update billing.accounts set name = '解析 Engines' where id = ${uuidOf(foreign.account.id)}`;
  await billAt('2027-02-03T00:00:00Z');
  const failed = await last(foreign);
  const reason = 'billing.text_not_printable: /billTo/name holds characters that no font here can show: 解 析.';
  expect(failed).toMatchObject({ status: 'draft', number: null, finalizationFailure: reason, finalizesAt: '2027-02-03T00:01:00.000Z' });
  expect(await last(fine)).toMatchObject({ status: 'open' });
  await expect(finalize(foreign, failed)).rejects.toMatchObject({ code: 'billing.text_not_printable', kind: 'unprocessable', data: { field: '/billTo/name', characters: '解 析' } });
  await billAt('2027-02-03T00:01:00Z');
  expect(await last(foreign)).toMatchObject({ finalizationFailure: reason, finalizesAt: '2027-02-03T00:03:00.000Z' });
  await sql`update billing.accounts set name = 'Engines' where id = ${uuidOf(foreign.account.id)}`;
  await billAt('2027-02-03T00:03:00Z');
  expect(await last(foreign)).toMatchObject({ status: 'open', billTo: { name: 'Engines' }, finalizationFailure: null, finalizedAt: '2027-02-03T00:03:00.000Z' });
  expect(billing.clock.now().toISOString()).toBe('2027-02-03T00:03:00.000Z');
});

test('a subscription of an account whose name no font can show is not billed at once, either', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  await subscribing.sql`update billing.accounts set name = '解析' where id = ${uuidOf(subscriber.account.id)}`;
  await billAt('2027-02-01T00:00:00Z');
  const [failure] = await subscribing.sql`select state, reason from billing.billing_failures where subscription_id = ${uuidOf(subscriber.subscription.id)}`;
  expect(failure).toEqual({ state: 'waiting', reason: 'billing.text_not_printable: /billTo/name holds characters that no font here can show: 解 析.' });
  await subscribing.sql`update billing.accounts set name = 'Engines' where id = ${uuidOf(subscriber.account.id)}`;
  await billAt('2027-02-01T00:02:00Z');
  expect(await last(subscriber)).toMatchObject({ status: 'open', createdAt: '2027-02-01T00:00:00.000Z' });
});

test('a draft that the database refuses is set aside with the reason, and the others become final', async () => {
  const { sql } = subscribing;
  const [broken, fine] = [await withGrace(2, { plan: flat('20.00') }), await withGrace(2, { plan: flat('20.00') })];
  await billAt('2027-02-01T00:00:00Z');
  // What it would be posted as is there already.
  const draft = await last(broken);
  await sql.begin(async (tx) => {
    const [made] = await tx<{ id: string }[]>`insert into billing.journal_transactions (id, book, occurred_at, kind, account_id, source_id) values (uuidv7(), 'live', now(), 'invoice', ${uuidOf(broken.account.id)}, ${uuidOf(draft.id)}) returning id`;
    await tx`insert into billing.journal_lines (transaction_id, position, ledger_account, currency, debit, credit) values (${made?.id ?? ''}, 1, 'revenue', 'EUR', 1, 0), (${made?.id ?? ''}, 2, 'receivable', 'EUR', 0, 1)`;
  });
  await billAt('2027-02-03T00:00:00Z');
  expect(await last(fine)).toMatchObject({ status: 'open' });
  expect(await last(broken)).toMatchObject({ status: 'draft', finalizationFailure: expect.stringContaining('journal_transactions_kind_source_id_key') as string, finalizesAt: '2027-02-03T00:01:00.000Z' });
});

test('a month at once is what it is day by day on a test clock, drafts and all', async () => {
  const histories = [];
  for (const days of [120, 1]) {
    const clock = await aClock(subscribing, '2027-01-01T12:00:00Z');
    const subscriber = await withGrace(10, { testClockId: clock.id, plan: flat('20.00') });
    const { code } = await subscribing.billing.services.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'repeating', periods: 2, percentOff: '25' }, operator);
    await subscribing.billing.services.redeemCoupon({ code, accountId: subscriber.account.id }, subscriber.member);
    for (let day = days; day <= 120; day += days) await advanceTo(subscribing, clock.id, new Date(Date.UTC(2027, 0, 1 + day, 12)).toISOString());
    const invoices = await invoicesOf(subscribing, subscriber);
    histories.push(invoices.map(({ status, issueDate, finalizedAt, createdAt, total, number }) => [status, createdAt, issueDate, finalizedAt, total.amount, number?.slice(-10) ?? null]));
  }
  expect(histories[0]).toEqual([
    ['open', '2027-01-01T12:00:00.000Z', '2027-01-01', '2027-01-01T12:00:00.000Z', 2000, '202701-001'],
    ['open', '2027-02-01T00:00:00.000Z', '2027-02-11', '2027-02-11T00:00:00.000Z', 1500, '202702-002'],
    ['open', '2027-03-01T00:00:00.000Z', '2027-03-11', '2027-03-11T00:00:00.000Z', 1500, '202703-003'],
    ['open', '2027-04-01T00:00:00.000Z', '2027-04-11', '2027-04-11T00:00:00.000Z', 2000, '202704-004'],
    ['draft', '2027-05-01T00:00:00.000Z', null, null, 2000, null],
  ]);
  expect(histories[1]).toEqual(histories[0]);
});

test('drafts of one instant become final in the order in which they give back parts of each other', async () => {
  const { services } = subscribing.billing;
  const subscriber = await withGrace(3, { plan: flat('20.00') });
  const there = await aPublishedPlan(subscribing.billing, flat('60.00'));
  subscribing.billing.clock.set('2027-01-11T00:00:00Z');
  for (let turn = 0; turn < 6; turn += 1) {
    await services.changeSubscription({ subscriptionId: subscriber.subscription.id, planId: turn % 2 === 0 ? there.id : subscriber.plan.id, when: 'now' }, subscriber.member);
  }
  await billAt('2027-01-14T00:00:00Z');
  const invoices = await invoicesOf(subscribing, subscriber);
  expect(invoices.map(({ status }) => status)).toHaveLength(7);
  expect(invoices.filter(({ status, finalizationFailure }) => status === 'draft' || finalizationFailure !== null)).toEqual([]);
});
