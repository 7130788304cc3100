import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Invoice } from './index.ts';
import { billDue } from './jobs/bill-due.ts';
import { type InvoiceStep, invoiceTransitions } from './rules/invoice-states.ts';
import { asyncProperty } from './rules/test/properties.ts';
import { aKey, aPublishedPlan, operator } from './test/catalogue.ts';
import { aSubscriber, invoicesOf, startSubscribing, type Subscribing, uuidOf } from './test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
beforeEach(() => subscribing.billing.clock.set('2027-01-01T12:00:00Z'));
afterAll(() => subscribing.close());

type Subscriber = Awaited<ReturnType<typeof aSubscriber>>;

const flat = (amount: string) => ({ charges: [{ key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount }] });

const last = async (subscriber: Pick<Subscriber, 'account' | 'member'>): Promise<Invoice> => (await invoicesOf(subscribing, subscriber)).at(-1) ?? expect.fail();

const services = () => subscribing.billing.services;
const naming = ({ account }: Pick<Subscriber, 'account'>, { id: invoiceId }: Pick<Invoice, 'id'>) => ({ invoiceId, ownerId: account.ownerId });

/** What an account's postings sum to in each ledger account, those of zero left out; debits are positive. */
async function ledgerOf({ account }: Pick<Subscriber, 'account'>): Promise<Record<string, number>> {
  const rows = await subscribing.sql<{ ledger: string; sum: string }[]>`
    select ledger_account as ledger, sum(debit - credit)::text as sum from billing.journal_lines join billing.journal_transactions on id = transaction_id
    where account_id = ${uuidOf(account.id)} group by ledger_account having sum(debit - credit) <> 0`;
  return Object.fromEntries(rows.map(({ ledger, sum }) => [ledger, Number(sum)]));
}

const creditOf = async ({ account }: Pick<Subscriber, 'account'>): Promise<number> =>
  Number((await subscribing.sql<{ balance: string }[]>`select balance from billing.account_credits where account_id = ${uuidOf(account.id)}`)[0]?.balance ?? 0);

test('a void invoice keeps its number and its document, owes nothing, and is taken back in the ledger', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  const invoice = await last(subscriber);
  const { content } = await subscribing.billing.selectors.getInvoicePdf({ invoiceId: invoice.id }, subscriber.member);
  subscribing.billing.clock.set('2027-01-05T08:00:00Z');
  const voided = await services().voidInvoice(naming(subscriber, invoice), operator);
  expect(voided).toEqual({ ...invoice, status: 'void', amountDue: { amount: 0, currency: 'EUR' }, voidedAt: '2027-01-05T08:00:00.000Z', version: 2 });
  expect(await ledgerOf(subscriber)).toEqual({});
  expect((await subscribing.billing.selectors.getInvoicePdf({ invoiceId: invoice.id }, subscriber.member)).content).toBe(content);
  const events = await subscribing.sql`
    select type, (payload ->> 'version')::int as version, payload ->> 'accountId' as account from billing.outbox where payload ->> 'invoiceId' = ${invoice.id} order by id`;
  expect(events).toEqual([
    { type: 'billing.invoice_finalized', version: 1, account: subscriber.account.id },
    { type: 'billing.invoice_voided', version: 2, account: subscriber.account.id },
  ]);
  await expect(services().voidInvoice(naming(subscriber, invoice), operator)).rejects.toMatchObject({ code: 'billing.invoice_transition', data: { from: 'void', to: 'void' } });
});

test('what a void invoice billed in advance is not given back any more', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  const invoice = await last(subscriber);
  await services().voidInvoice(naming(subscriber, invoice), operator);
  subscribing.billing.clock.set('2027-01-15T00:00:00Z');
  await services().cancelSubscription({ subscriptionId: subscriber.subscription.id, when: 'now', credit: true }, subscriber.member);
  expect(await invoicesOf(subscribing, subscriber)).toHaveLength(1);
});

test('an invoice of which another gives back a part stays, until that one is void itself', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: await aPublishedPlan(subscribing.billing, flat('20.00')) });
  const invoice = await last(subscriber);
  subscribing.billing.clock.set('2027-01-15T00:00:00Z');
  const larger = await aPublishedPlan(subscribing.billing, flat('90.00'));
  await services().changeSubscription({ subscriptionId: subscriber.subscription.id, planId: larger.id, when: 'now' }, subscriber.member);
  const change = await last(subscriber);
  for (const revoke of [services().voidInvoice, services().reissueInvoice]) {
    await expect(revoke(naming(subscriber, invoice), operator)).rejects.toMatchObject({ code: 'billing.invoice_credited', data: { creditedBy: change.id } });
  }
  await services().voidInvoice(naming(subscriber, change), operator);
  expect(await services().voidInvoice(naming(subscriber, invoice), operator)).toMatchObject({ status: 'void' });
  expect(await ledgerOf(subscriber)).toEqual({});
});

test('void and reissued, an invoice leaves ledger, credit and coupons as if only the second was there', async () => {
  const { selectors, clock, services: of } = subscribing.billing;
  const subscriber = await aSubscriber(subscribing, { plan: flat('30.00') });
  const { account, member } = subscriber;
  const rate = await of.createTaxRate({ key: aKey('vat'), name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage: '20' }, operator);
  await of.updateAccount({ accountId: account.id, ownerId: account.ownerId, taxRate: rate.key }, operator);
  const { code } = await of.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'repeating', periods: 2, percentOff: '50' }, operator);
  await of.redeemCoupon({ code, accountId: account.id }, member);
  await subscribing.sql`insert into billing.account_credits values (${uuidOf(account.id)}, ${account.ownerId}, 700)`;
  clock.set('2027-02-01T00:00:00Z');
  await billDue(subscribing.run);
  const before = await ledgerOf(subscriber);
  const first = await last(subscriber);
  expect(first).toMatchObject({ discount: { amount: 1500 }, tax: { amount: 300 }, total: { amount: 1800 }, creditApplied: { amount: 700 }, amountDue: { amount: 1100 } });

  clock.set('2027-03-10T00:00:00Z');
  await subscribing.sql`update billing.accounts set name = 'Engines and Sons' where id = ${uuidOf(account.id)}`;
  const second = await of.reissueInvoice(naming(subscriber, first), operator);
  expect(second).toMatchObject({ status: 'open', replaces: first.id, issueDate: '2027-03-10', billTo: { name: 'Engines and Sons' }, version: 1 });
  for (const field of ['subtotal', 'discount', 'discounts', 'net', 'taxes', 'tax', 'total', 'creditApplied', 'amountDue'] as const) expect(second[field], field).toEqual(first[field]);
  const withoutIds = ({ lines }: Invoice) => lines.map((line) => ({ ...line, id: null }));
  expect(withoutIds(second)).toEqual(withoutIds(first));
  expect(await selectors.getInvoice({ invoiceId: first.id }, member)).toMatchObject({ status: 'void', number: first.number, replacedBy: second.id });
  expect([await ledgerOf(subscriber), await creditOf(subscriber)]).toEqual([before, 0]);
  expect((await selectors.listCouponRedemptions({ accountId: account.id }, member)).data).toMatchObject([{ periodsLeft: 1 }]);
  expect(Number(second.number?.split('-').at(-1))).toBeGreaterThan(Number(first.number?.split('-').at(-1)));

  // The coupon goes on as it would have: one period for March, none for April.
  await billDue(subscribing.run);
  clock.set('2027-04-01T00:00:00Z');
  await billDue(subscribing.run);
  const discounts = (await invoicesOf(subscribing, subscriber)).filter(({ replaces, createdAt }) => replaces === null && createdAt >= '2027-03').map(({ discount }) => discount.amount);
  expect(discounts).toEqual([1500, 0]);
});

test('void alone gives the account its credit back, and coupons the period that nothing else uses', async () => {
  const { selectors, clock, services: of } = subscribing.billing;
  const subscriber = await aSubscriber(subscribing, { plan: flat('30.00') });
  const { account, member } = subscriber;
  const { code } = await of.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'once', amountsOff: [{ currency: 'EUR', amount: '10.00' }] }, operator);
  await of.redeemCoupon({ code, accountId: account.id }, member);
  await subscribing.sql`insert into billing.account_credits values (${uuidOf(account.id)}, ${account.ownerId}, 700)`;
  clock.set('2027-02-01T00:00:00Z');
  await billDue(subscribing.run);
  await of.voidInvoice(naming(subscriber, await last(subscriber)), operator);
  expect(await creditOf(subscriber)).toBe(700);
  expect((await selectors.listCouponRedemptions({ accountId: account.id }, member)).data).toMatchObject([{ periodsLeft: 1 }]);
  clock.set('2027-03-01T00:00:00Z');
  await billDue(subscribing.run);
  expect(await last(subscriber)).toMatchObject({ discount: { amount: 1000 }, creditApplied: { amount: 700 }, amountDue: { amount: 1300 } });
  expect((await selectors.listCouponRedemptions({ accountId: account.id }, member)).data).toMatchObject([{ periodsLeft: 0 }]);
});

test('what is written off is no receivable, stays due, and can be void still', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  const invoice = await last(subscriber);
  subscribing.billing.clock.set('2027-04-01T08:00:00Z');
  const marked = await services().markInvoiceUncollectible(naming(subscriber, invoice), operator);
  expect(marked).toEqual({ ...invoice, status: 'uncollectible', uncollectibleAt: '2027-04-01T08:00:00.000Z', version: 2 });
  expect(await ledgerOf(subscriber)).toEqual({ badDebt: 2000, deferredRevenue: -2000 });
  await services().voidInvoice(naming(subscriber, invoice), operator);
  expect(await ledgerOf(subscriber)).toEqual({});
});

test('a draft that is void has no number, says what it came to, and lets its coupon go', async () => {
  const { services: of, selectors, clock } = subscribing.billing;
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  const { account, member } = subscriber;
  const { code } = await of.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'once', percentOff: '50' }, operator);
  await of.redeemCoupon({ code, accountId: account.id }, member);
  await of.updateAccount({ accountId: account.id, ownerId: account.ownerId, graceDays: 5 }, operator);
  clock.set('2027-02-01T00:00:00Z');
  await billDue(subscribing.run);
  const voided = await of.voidInvoice(naming(subscriber, await last(subscriber)), operator);
  expect(voided).toMatchObject({ status: 'void', number: null, finalizedAt: null, finalizesAt: null, subtotal: { amount: 2000 }, discount: { amount: 0 }, total: { amount: 2000 }, amountDue: { amount: 0 } });
  expect(await subscribing.sql`select from billing.journal_transactions where source_id = ${uuidOf(voided.id)}`).toHaveLength(0);
  expect((await selectors.listCouponRedemptions({ accountId: account.id }, member)).data).toMatchObject([{ periodsLeft: 1 }]);
  clock.set('2027-02-10T00:00:00Z');
  await billDue(subscribing.run);
  expect(await selectors.getInvoice({ invoiceId: voided.id }, member)).toEqual(voided);
});

test('an invoice that is paid in part is neither void nor issued anew', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  const invoice = await last(subscriber);
  await subscribing.sql`update billing.invoices set amount_due = 500 where id = ${uuidOf(invoice.id)}`;
  for (const revoke of [services().voidInvoice, services().reissueInvoice]) await expect(revoke(naming(subscriber, invoice), operator)).rejects.toMatchObject({ code: 'billing.invoice_partly_paid' });
});

test('of many that void, reissue or write off at once one comes through', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  const invoice = await last(subscriber);
  const { voidInvoice, reissueInvoice } = services();
  const outcomes = await Promise.allSettled([voidInvoice, reissueInvoice, voidInvoice, reissueInvoice].map((revoke) => revoke(naming(subscriber, invoice), operator)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const reissued = (await invoicesOf(subscribing, subscriber)).length === 2;
  expect(await ledgerOf(subscriber)).toEqual(reissued ? { receivable: 2000, deferredRevenue: -2000 } : {});
});

test('PostgreSQL lets no void invoice return, and no document become a draft', async () => {
  const subscriber = await aSubscriber(subscribing, { plan: flat('20.00') });
  const id = uuidOf((await last(subscriber)).id);
  await expect(subscribing.sql`update billing.invoices set status = 'draft' where id = ${id}`).rejects.toMatchObject({ code: '23001' });
  await services().voidInvoice(naming(subscriber, await last(subscriber)), operator);
  await expect(subscribing.sql`update billing.invoices set status = 'open', voided_at = null where id = ${id}`).rejects.toMatchObject({ code: '23001' });
  await expect(subscribing.sql`update billing.invoice_lines set tax = 1 where invoice_id = ${id}`).rejects.toMatchObject({ code: '23001' });
});

const commands = { finalize: 'finalizeInvoice', void: 'voidInvoice', markUncollectible: 'markInvoiceUncollectible', reissue: 'reissueInvoice' } as const;
const steps = fc.constantFrom(...(Object.keys(commands) as (keyof typeof commands & InvoiceStep)[]));

asyncProperty('3. after any history of steps the receivable is what is due of open invoices, and only steps of the table happen', [fc.array(fc.tuple(steps, fc.nat({ max: 5 })), { minLength: 1, maxLength: 8 })], async (history) => {
  const { services: of } = subscribing.billing;
  const subscriber = await aSubscriber(subscribing, { plan: flat('7.00') });
  const { account } = subscriber;
  for (const draft of [true, false]) await of.createInvoice({ accountId: account.id, ownerId: account.ownerId, lines: [{ description: 'Once', unitAmount: '3.33' }], draft }, operator);
  for (const [step, which] of history) {
    const invoices = await invoicesOf(subscribing, subscriber);
    const invoice = invoices[which % invoices.length] ?? expect.fail();
    const name = commands[step];
    const outcome = await of[name](naming(subscriber, invoice), operator).then(({ status }) => status, (error: unknown) => (error as { code: string }).code);
    const to = invoiceTransitions[step][invoice.status];
    expect(outcome).toBe(to === undefined ? 'billing.invoice_transition' : step === 'reissue' ? 'open' : to);
    const open = (await invoicesOf(subscribing, subscriber)).filter(({ status }) => status === 'open');
    expect((await ledgerOf(subscriber))['receivable'] ?? 0).toBe(open.reduce((sum, { amountDue }) => sum + amountDue.amount, 0));
  }
}, { runs: 12 });
