import { afterAll, beforeAll, expect, test } from 'vitest';
import { billDue } from './jobs/bill-due.ts';
import type { CreateCoupon, Invoice } from './index.ts';
import { aKey, aPublishedPlan, operator } from './test/catalogue.ts';
import { pdfText } from './test/pdf-text.ts';
import { aClock, advanceTo, aSubscriber, invoicesOf, someCalls, startSubscribing, type Subscribing, uuidOf } from './test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
afterAll(() => subscribing.close());

type Subscriber = Awaited<ReturnType<typeof aSubscriber>>;

const euros = (amount: string) => ({ amountsOff: [{ currency: 'EUR', amount }] });
const percent = (percentOff: string) => ({ percentOff });

/** A coupon that the account redeems, or one of its subscriptions. */
async function redeem({ account, member }: Pick<Subscriber, 'account' | 'member'>, coupon: Partial<CreateCoupon>, subscription?: Subscriber['subscription']) {
  const { services, clock } = subscribing.billing;
  clock.advance({ milliseconds: 1 });
  const { code } = await services.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'forever', ...coupon }, operator);
  return services.redeemCoupon({ code, accountId: account.id, ...(subscription && { subscriptionId: subscription.id }) }, member);
}

const flat = (key: string, amount: string, timing: 'inAdvance' | 'inArrears' = 'inAdvance') => ({ key, model: 'flat' as const, timing, amount });

/** What a document says, issued or previewed. */
const amountsOf = ({ lines, subtotal, discount, net, tax, total }: Pick<Invoice, 'subtotal' | 'discount' | 'net' | 'tax' | 'total'> & { lines: Pick<Invoice['lines'][number], 'charge' | 'amount' | 'discount' | 'discounts' | 'net' | 'tax'>[] }) => ({
  lines: lines.map((line) => [line.charge, line.amount.amount, line.discount.amount, line.net.amount, line.tax.amount, line.discounts.map(({ amount }) => amount.amount)]),
  subtotal: subtotal.amount,
  discount: discount.amount,
  net: net.amount,
  tax: tax.amount,
  total: total.amount,
});

/** Bills the next period; what was previewed just before is what is issued. */
async function nextInvoice(subscriber: Subscriber): Promise<Invoice> {
  const { billing, run } = subscribing;
  const { subscription, member } = subscriber;
  const { invoice: previewed } = await billing.selectors.previewSubscription({ subscriptionId: subscription.id }, member);
  const { currentPeriod } = await billing.selectors.getSubscription({ subscriptionId: subscription.id }, member);
  billing.clock.set(currentPeriod.end);
  await billDue(run);
  const issued = (await invoicesOf(subscribing, subscriber)).at(-1) ?? expect.fail();
  expect(amountsOf(issued)).toEqual(amountsOf(previewed));
  expect(issued.discounts).toEqual(previewed.discounts);
  return issued;
}

const startAnew = () => subscribing.billing.clock.set('2027-01-01T12:00:00Z');

const postingsOf = (invoice: Invoice) =>
  subscribing.sql<{ ledger_account: string; debit: string; credit: string }[]>`
    select ledger_account, debit, credit from billing.journal_lines join billing.journal_transactions on id = transaction_id
    where source_id = ${uuidOf(invoice.id)} order by position`;

const periodsLeft = async ({ account, member }: Subscriber) =>
  (await subscribing.billing.selectors.listCouponRedemptions({ accountId: account.id }, member)).data.map((redemption) => redemption.periodsLeft).reverse();

test.each([
  [{ duration: 'once' as const }, [500, 0, 0], 0],
  [{ duration: 'repeating' as const, periods: 2 }, [500, 500, 0], 0],
  [{ duration: 'forever' as const }, [500, 500, 500], null],
])('a coupon %o discounts as many periods, each as it was previewed', async (duration, expected, left) => {
  startAnew();
  const subscriber = await aSubscriber(subscribing, { plan: { charges: [flat('base', '20.00')] } });
  await redeem(subscriber, { ...percent('25'), ...duration });
  const totals: number[] = [];
  for (const amount of expected) {
    const invoice = await nextInvoice(subscriber);
    expect(invoice.discount.amount).toBe(amount);
    totals.push(invoice.total.amount);
  }
  expect(totals).toEqual(expected.map((amount) => 2000 - amount));
  expect(await periodsLeft(subscriber)).toEqual([left]);
});

test('coupons are spread over lines by largest remainder, follow one another, come before tax, and are posted, previewed and printed', async () => {
  startAnew();
  const { billing } = subscribing;
  const subscriber = await aSubscriber(subscribing, { plan: { charges: [flat('base', '10.00'), flat('seats', '20.00')] } });
  const { account, member } = subscriber;
  const rate = await billing.services.createTaxRate({ key: aKey('vat'), name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage: '20' }, operator);
  await billing.services.updateAccount({ accountId: account.id, ownerId: account.ownerId, taxRate: rate.key }, operator);
  const [five, tenth] = [await redeem(subscriber, euros('5.00')), await redeem(subscriber, percent('10'))];
  const invoice = await nextInvoice(subscriber);
  // 5.00 over 10.00 and 20.00 is 1.67 and 3.33; then 10 % of 25.00 over 8.33 and 16.67 is 0.83 and 1.67.
  expect(amountsOf(invoice)).toEqual({
    lines: [['base', 1000, 250, 750, 150, [167, 83]], ['seats', 2000, 500, 1500, 300, [333, 167]]],
    subtotal: 3000, discount: 750, net: 2250, tax: 450, total: 2700,
  });
  expect(invoice.discounts).toEqual([
    { redemptionId: five.id, code: five.code, amount: { amount: 500, currency: 'EUR' } },
    { redemptionId: tenth.id, code: tenth.code, amount: { amount: 250, currency: 'EUR' } },
  ]);
  expect(await postingsOf(invoice)).toEqual([
    { ledger_account: 'receivable', debit: '2700', credit: '0' },
    { ledger_account: 'discounts', debit: '750', credit: '0' },
    { ledger_account: 'deferredRevenue', debit: '0', credit: '3000' },
    { ledger_account: 'taxPayable', debit: '0', credit: '450' },
  ]);
  const { content } = await billing.selectors.getInvoicePdf({ invoiceId: invoice.id }, member);
  const page = pdfText(Buffer.from(content, 'base64')).join('\n').split('\n');
  for (const text of [`Discount ${five.code}`, '-5.00 EUR', `Discount ${tenth.code}`, '-2.50 EUR', '27.00 EUR', 'VAT 20 % (AT), on 22.50 EUR']) expect(page).toContain(text);
});

test('of a price that holds its tax, the discount is posted without it', async () => {
  startAnew();
  const { services } = subscribing.billing;
  const subscriber = await aSubscriber(subscribing, { plan: { charges: [flat('base', '24.00')] } });
  const rate = await services.createTaxRate({ key: aKey('vat'), name: 'VAT', jurisdiction: 'AT', behavior: 'inclusive', percentage: '20' }, operator);
  await services.updateAccount({ accountId: subscriber.account.id, ownerId: subscriber.account.ownerId, taxRate: rate.key }, operator);
  await redeem(subscriber, percent('50'));
  const invoice = await nextInvoice(subscriber);
  expect(amountsOf(invoice)).toMatchObject({ subtotal: 2400, discount: 1200, net: 1000, tax: 200, total: 1200 });
  expect(await postingsOf(invoice)).toEqual([
    { ledger_account: 'receivable', debit: '1200', credit: '0' },
    { ledger_account: 'discounts', debit: '1000', credit: '0' },
    { ledger_account: 'deferredRevenue', debit: '0', credit: '2000' },
    { ledger_account: 'taxPayable', debit: '0', credit: '200' },
  ]);
});

test('a coupon keeps to its plans, its charges and its subscription', async () => {
  startAnew();
  const charges = [flat('base', '10.00'), flat('extra', '20.00')];
  const subscriber = await aSubscriber(subscribing, { plan: { charges } });
  const { plan, subscription } = subscriber;
  await redeem(subscriber, { ...percent('10'), charges: ['extra'] });
  await redeem(subscriber, { ...percent('100'), plans: [aKey('other')] });
  await redeem(subscriber, { ...percent('50'), plans: [plan.key], charges: ['base'] });
  await redeem(subscriber, euros('0.01'), subscription);
  subscribing.billing.clock.advance({ milliseconds: 1 });
  const second = await subscribing.billing.services.createSubscription({ accountId: subscriber.account.id, planId: (await aPublishedPlan(subscribing.billing, { charges: [flat('base', '7.00')] })).id }, subscriber.member);
  const invoice = (await invoicesOf(subscribing, subscriber)).at(-1) ?? expect.fail();
  expect(amountsOf(invoice)).toMatchObject({ lines: [['base', 700, 0, 700, 0, []]], total: 700 });
  await subscribing.billing.services.cancelSubscription({ subscriptionId: second.id, when: 'periodEnd' }, subscriber.member);
  const next = await nextInvoice(subscriber);
  expect(amountsOf(next)).toMatchObject({ lines: [['base', 1000, 500, 500, 0, [500]], ['extra', 2000, 201, 1799, 0, [200, 1]]], total: 2299 });
});

test('no coupon takes more than there is, and one that takes nothing keeps its period', async () => {
  startAnew();
  const subscriber = await aSubscriber(subscribing, { plan: { charges: [flat('base', '20.00')] } });
  await redeem(subscriber, { ...euros('50.00'), duration: 'once' });
  await redeem(subscriber, { ...percent('50'), duration: 'once' });
  expect(await nextInvoice(subscriber)).toMatchObject({ status: 'paid', total: { amount: 0 }, discount: { amount: 2000 } });
  expect(await periodsLeft(subscriber)).toEqual([0, 1]);
  expect(await nextInvoice(subscriber)).toMatchObject({ status: 'open', total: { amount: 1000 } });
  expect(await periodsLeft(subscriber)).toEqual([0, 0]);
});

test('within a period a change gives back its part of the discount and takes it anew; there and back nets to nothing', async () => {
  startAnew();
  const { billing } = subscribing;
  const [small, large] = [await aPublishedPlan(billing, { charges: [flat('base', '30.00')] }), await aPublishedPlan(billing, { charges: [flat('base', '90.00')] })];
  const subscriber = await aSubscriber(subscribing, { plan: small });
  const { subscription, member } = subscriber;
  await redeem(subscriber, { ...euros('9.00'), duration: 'once' });
  await nextInvoice(subscriber);
  billing.clock.set('2027-02-15T00:00:00Z');
  const change = async (planId: typeof small.id): Promise<Invoice> => {
    const before = new Set((await invoicesOf(subscribing, subscriber)).map(({ id }) => id));
    const { invoice: previewed } = await billing.selectors.previewSubscriptionChange({ subscriptionId: subscription.id, planId, when: 'now' }, member);
    await billing.services.changeSubscription({ subscriptionId: subscription.id, planId, when: 'now' }, member);
    const issued = (await invoicesOf(subscribing, subscriber)).find(({ id }) => !before.has(id)) ?? expect.fail();
    expect(amountsOf(issued)).toEqual(amountsOf(previewed));
    return issued;
  };
  const there = await change(large.id);
  // Half of the month is left: 15.00 less 4.50 back, 45.00 less 4.50 instead.
  expect(amountsOf(there)).toMatchObject({ lines: [['base', -1500, -450, -1050, 0, [-450]], ['base', 4500, 450, 4050, 0, [450]]], discount: 0, total: 3000 });
  expect(await postingsOf(there)).toEqual([
    { ledger_account: 'receivable', debit: '3000', credit: '0' },
    { ledger_account: 'deferredRevenue', debit: '0', credit: '3000' },
  ]);
  const back = await change(small.id);
  expect([back.total.amount, back.creditCarried.amount, there.total.amount - back.creditCarried.amount]).toEqual([0, 3000, 0]);
  await billing.services.cancelSubscription({ subscriptionId: subscription.id, when: 'now', credit: true }, member);
  const ended = (await invoicesOf(subscribing, subscriber)).find(({ lines }) => lines.length === 1 && (lines[0]?.amount.amount ?? 0) < 0) ?? expect.fail();
  expect(amountsOf(ended)).toMatchObject({ lines: [['base', -1500, -450, -1050, 0, [-450]]], discount: -450 });
  expect(await periodsLeft(subscriber)).toEqual([0]);
});

test('what is dated before a coupon was redeemed is not discounted, however late it is billed', async () => {
  startAnew();
  const { billing, run } = subscribing;
  const subscriber = await aSubscriber(subscribing, { plan: { charges: [flat('base', '20.00')] } });
  billing.clock.set('2027-02-01T08:00:00Z');
  await redeem(subscriber, { ...percent('50'), duration: 'once' });
  billing.clock.set('2027-03-01T09:00:00Z');
  await billDue(run);
  expect((await invoicesOf(subscribing, subscriber)).map(({ issueDate, discount }) => [issueDate, discount.amount])).toEqual([['2027-01-01', 0], ['2027-02-01', 0], ['2027-03-01', 1000]]);
});

test('subscriptions that are billed together use one period together', async () => {
  startAnew();
  const { billing } = subscribing;
  const plan = await aPublishedPlan(billing, { charges: [flat('base', '20.00')] });
  const subscriber = await aSubscriber(subscribing, { plan });
  await billing.services.createSubscription({ accountId: subscriber.account.id, planId: plan.id }, subscriber.member);
  await redeem(subscriber, { ...euros('10.00'), duration: 'repeating', periods: 2 });
  billing.clock.set('2027-02-01T00:00:00Z');
  await billDue(subscribing.run);
  const invoice = (await invoicesOf(subscribing, subscriber)).at(-1) ?? expect.fail();
  expect(amountsOf(invoice)).toMatchObject({ lines: [['base', 2000, 500, 1500, 0, [500]], ['base', 2000, 500, 1500, 0, [500]]], total: 3000 });
  expect(await periodsLeft(subscriber)).toEqual([1]);
});

test('a test clock that is advanced once discounts as one that is advanced day by day', async () => {
  const histories = [];
  for (const days of [90, 1]) {
    const clock = await aClock(subscribing, '2027-01-01T12:00:00Z');
    const plan = await aPublishedPlan(subscribing.billing);
    const subscriber = await aSubscriber(subscribing, { testClockId: clock.id, plan });
    await redeem(subscriber, { ...euros('15.00'), duration: 'repeating', periods: 2 });
    await someCalls(subscribing, subscriber.account, 2500, '2027-01-10T00:00:00Z');
    for (let day = days; day <= 90; day += days) await advanceTo(subscribing, clock.id, new Date(Date.UTC(2027, 0, 1 + day, 12)).toISOString());
    histories.push((await invoicesOf(subscribing, subscriber)).map(amountsOf));
  }
  // In January nothing was redeemed yet; in February 20.00 for the month and 15.00 for its calls.
  expect(histories[0]?.map(({ discount, total }) => [discount, total])).toEqual([[0, 2000], [1500, 2000], [1500, 500], [0, 2000]]);
  expect(histories[1]).toEqual(histories[0]);
});

test('what somebody redeemed discounts nobody else', async () => {
  startAnew();
  const plan = await aPublishedPlan(subscribing.billing, { charges: [flat('base', '20.00')] });
  const [mine, theirs] = [await aSubscriber(subscribing, { plan }), await aSubscriber(subscribing, { plan })];
  await redeem(mine, percent('50'));
  subscribing.billing.clock.set('2027-02-01T00:00:00Z');
  await billDue(subscribing.run);
  const totals = await Promise.all([mine, theirs].map(async (subscriber) => (await invoicesOf(subscribing, subscriber)).at(-1)?.total.amount));
  expect(totals).toEqual([1000, 2000]);
});
