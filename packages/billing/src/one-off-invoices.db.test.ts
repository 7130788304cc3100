import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CreateInvoice } from './index.ts';
import { aKey, aPublishedPlan, operator } from './test/catalogue.ts';
import { pdfText } from './test/pdf-text.ts';
import { aSubscriber, startSubscribing, type Subscribing, uuidOf } from './test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
beforeEach(() => subscribing.billing.clock.set('2027-01-01T12:00:00Z'));
afterAll(() => subscribing.close());

const someone = () => aSubscriber(subscribing, { plan: { charges: [{ key: 'base', model: 'flat', timing: 'inArrears', amount: '1.00' }] } });

const invoiceTo = ({ account: { id: accountId, ownerId } }: Awaited<ReturnType<typeof someone>>, lines: CreateInvoice['lines'], changes: Partial<CreateInvoice> = {}) =>
  subscribing.billing.services.createInvoice({ accountId, ownerId, lines, ...changes }, operator);

test('what is billed once is rounded once a line, taxed by its own rate or the account’s, posted as revenue, and printed', async () => {
  const { services, selectors } = subscribing.billing;
  const rateOf = (percentage: string) => services.createTaxRate({ key: aKey('vat'), name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage }, operator);
  const [standard, reduced] = [await rateOf('20'), await rateOf('10')];
  const subscriber = await someone();
  const { account, member } = subscriber;
  await services.updateAccount({ accountId: account.id, ownerId: account.ownerId, taxRate: standard.key }, operator);
  const { code } = await services.createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'forever', percentOff: '50' }, operator);
  await services.redeemCoupon({ code, accountId: account.id }, member);

  const invoice = await invoiceTo(subscriber, [
    { description: 'Onboarding', quantity: '2.5', unitAmount: '99.999' },
    { description: 'Handbook', unitAmount: '30', taxRate: reduced.key },
  ]);
  expect(invoice).toMatchObject({
    status: 'open', issueDate: '2027-01-01', subtotal: { amount: 28_000 }, discount: { amount: 0 }, tax: { amount: 5300 }, total: { amount: 33_300 },
    lines: [
      { subscriptionId: null, charge: null, period: null, description: 'Onboarding', quantity: '2.5', amount: { amount: 25_000 }, taxRate: { key: standard.key }, tax: { amount: 5000 }, explanation: { unitAmount: '99.999', exact: '249.9975' } },
      { description: 'Handbook', quantity: '1', amount: { amount: 3000 }, taxRate: { key: reduced.key }, tax: { amount: 300 } },
    ],
  });
  expect(invoice.number).toMatch(/^INV-202701-\d+$/);
  const postings = await subscribing.sql`
    select ledger_account, debit, credit from billing.journal_lines join billing.journal_transactions on id = transaction_id where source_id = ${uuidOf(invoice.id)} order by position`;
  expect(postings).toEqual([
    { ledger_account: 'receivable', debit: '33300', credit: '0' },
    { ledger_account: 'revenue', debit: '0', credit: '28000' },
    { ledger_account: 'taxPayable', debit: '0', credit: '5000' },
    { ledger_account: 'taxPayable', debit: '0', credit: '300' },
  ]);
  const { content } = await selectors.getInvoicePdf({ invoiceId: invoice.id }, member);
  const page = pdfText(Buffer.from(content, 'base64')).join('\n');
  for (const text of ['Onboarding', '2.5', '250.00', 'Handbook', '333.00 EUR']) expect(page).toContain(text);
});

test('as a draft it waits for its request, whatever the time of grace, and holds up nothing else', async () => {
  const { services } = subscribing.billing;
  const subscriber = await someone();
  const { ownerId } = subscriber.account;
  const inAdvance = await aPublishedPlan(subscribing.billing, { charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '3.00' }] });
  const draft = await invoiceTo(subscriber, [{ description: 'Onboarding', unitAmount: '10' }], { draft: true });
  expect(draft).toMatchObject({ status: 'draft', number: null, finalizesAt: null, total: { amount: 1000 } });
  await subscribing.sql`insert into billing.account_credits values (${uuidOf(subscriber.account.id)}, ${ownerId}, 200)`;
  const { invoice: preview } = await subscribing.billing.selectors.previewNewSubscription({ accountId: subscriber.account.id, planId: inAdvance.id }, subscriber.member);
  expect(preview).toMatchObject({ total: { amount: 300 }, creditApplied: { amount: 200 } });
  expect(await invoiceTo(subscriber, [{ description: 'At once', unitAmount: '1' }])).toMatchObject({ status: 'paid', creditApplied: { amount: 100 } });
  expect(await subscribing.billing.selectors.getInvoice({ invoiceId: draft.id }, subscriber.member)).toMatchObject({ creditApplied: { amount: 100 }, amountDue: { amount: 900 } });
  subscribing.billing.clock.set('2027-01-20T12:00:00Z');
  expect(await services.finalizeInvoice({ invoiceId: draft.id, ownerId }, operator)).toMatchObject({ id: draft.id, status: 'open', issueDate: '2027-01-20', dueDate: '2027-02-03', lines: draft.lines });
});

test('an account with a time of grace gets a draft that becomes final by itself', async () => {
  const subscriber = await someone();
  const { id: accountId, ownerId } = subscriber.account;
  await subscribing.billing.services.updateAccount({ accountId, ownerId, graceDays: 2 }, operator);
  subscribing.billing.clock.set('2027-01-01T12:00:00Z');
  expect(await invoiceTo(subscriber, [{ description: 'Onboarding', unitAmount: '10' }])).toMatchObject({ status: 'draft', finalizesAt: '2027-01-03T12:00:00.000Z' });
});

test('what asks for nothing is paid; what is too much, unprintable or taxed by no rate is refused, and takes no number', async () => {
  const subscriber = await someone();
  const first = await invoiceTo(subscriber, [{ description: 'Gift', unitAmount: '0' }]);
  expect(first).toMatchObject({ status: 'paid', amountDue: { amount: 0 } });
  const most = '90071992547409.92';
  for (const draft of [true, false]) await expect(invoiceTo(subscriber, [{ description: 'Too much', unitAmount: most }], { draft })).rejects.toMatchObject({ code: 'billing.amount_out_of_range', data: { field: 'Too much' } });
  await expect(invoiceTo(subscriber, [{ description: 'Fine', unitAmount: '1' }, { description: '解析', unitAmount: '1' }])).rejects.toMatchObject({ code: 'billing.text_not_printable', data: { field: '/lines/1/description', characters: '解 析' } });
  await expect(invoiceTo(subscriber, [{ description: 'Fine', unitAmount: '1', taxRate: 'nowhere' }])).rejects.toMatchObject({ issues: [{ pointer: '/lines/0/taxRate', code: 'unknown_tax_rate' }] });
  const next = await invoiceTo(subscriber, [{ description: 'Fine', unitAmount: '1' }]);
  expect(Number(next.number?.split('-').at(-1))).toBe(Number(first.number?.split('-').at(-1)) + 1);
});
