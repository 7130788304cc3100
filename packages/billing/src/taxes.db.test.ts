import { connect, ownerRole } from '@plinth/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billDue } from './jobs/bill-due.ts';
import type { Invoice } from './index.ts';
import { createTestBilling } from '../testing/index.ts';
import { aKey, aPublishedPlan, operator } from './test/catalogue.ts';
import { pdfText } from './test/pdf-text.ts';
import { aSubscriber, invoicesOf, startSubscribing, type Subscribing, uuidOf } from './test/subscribing.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
afterAll(() => subscribing.close());

const aRate = (percentage: string, changes: { key?: string; behavior?: 'exclusive' | 'inclusive' } = {}) =>
  subscribing.billing.services.createTaxRate({ key: aKey('vat'), name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage, ...changes }, operator);

type Tax = Partial<Parameters<Subscribing['billing']['services']['updateAccount']>[0]>;

async function taxedSubscriber(tax: Tax, charges?: Parameters<typeof aPublishedPlan>[1]) {
  const subscriber = await aSubscriber(subscribing, { plan: charges ?? {} });
  const { account } = subscriber;
  const taxed = await subscribing.billing.services.updateAccount({ accountId: account.id, ownerId: account.ownerId, ...tax }, operator);
  return { ...subscriber, account: taxed };
}

/** What a document says of amounts and taxes, whether it was issued or previewed. */
const amountsOf = ({ lines, subtotal, net, taxes, taxNote, tax, total }: Pick<Invoice, 'subtotal' | 'net' | 'taxes' | 'taxNote' | 'tax' | 'total'> & { lines: Pick<Invoice['lines'][number], 'amount' | 'net' | 'tax' | 'taxRate' | 'taxTreatment'>[] }) => ({
  lines: lines.map((line) => [line.amount.amount, line.net.amount, line.tax.amount, line.taxTreatment, line.taxRate?.percentage ?? null]),
  subtotal: subtotal.amount,
  net: net.amount,
  taxes: taxes.map(({ treatment, rate, base, amount }) => [treatment, rate?.percentage ?? null, base.amount, amount.amount]),
  taxNote,
  tax: tax.amount,
  total: total.amount,
});

const seats = (changes: object = {}) => [{ key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount: '19.99', ...changes }, { key: 'extra', model: 'flat' as const, timing: 'inAdvance' as const, amount: '5.01' }];

/** Bills the next month; what was previewed just before is what is issued. */
async function nextInvoice(subscriber: Awaited<ReturnType<typeof taxedSubscriber>>): Promise<Invoice> {
  const { billing, run } = subscribing;
  const { invoice: previewed } = await billing.selectors.previewSubscription({ subscriptionId: subscriber.subscription.id }, subscriber.member);
  billing.clock.set(subscriber.subscription.currentPeriod.end);
  await billDue(run);
  const issued = (await invoicesOf(subscribing, subscriber)).at(-1) ?? expect.fail();
  expect(amountsOf(issued)).toEqual(amountsOf(previewed));
  billing.clock.set('2027-01-01T12:00:00Z');
  return issued;
}

const postingsOf = (invoice: Invoice) =>
  subscribing.sql<{ ledger_account: string; debit: string; credit: string }[]>`
    select ledger_account, debit, credit from billing.journal_lines join billing.journal_transactions on id = transaction_id
    where source_id = ${uuidOf(invoice.id)} order by position`;

test("tax is added at the account's rate, line by line, the same in preview, document, journal and file", async () => {
  const rate = await aRate('20');
  const subscriber = await taxedSubscriber({ taxRate: rate.key }, { charges: seats() });
  const invoice = await nextInvoice(subscriber);
  expect(amountsOf(invoice)).toEqual({
    lines: [[1999, 1999, 400, 'taxable', '20'], [501, 501, 100, 'taxable', '20']],
    subtotal: 2500, net: 2500, taxes: [['taxable', '20', 2500, 500]], taxNote: null, tax: 500, total: 3000,
  });
  expect(await postingsOf(invoice)).toEqual([
    { ledger_account: 'receivable', debit: '3000', credit: '0' },
    { ledger_account: 'deferredRevenue', debit: '0', credit: '2500' },
    { ledger_account: 'taxPayable', debit: '0', credit: '500' },
  ]);
  const { content } = await subscribing.billing.selectors.getInvoicePdf({ invoiceId: invoice.id }, subscriber.member);
  const [page = ''] = pdfText(Buffer.from(content, 'base64'));
  for (const text of ['VAT 20 % (AT), on 25.00 EUR', '5.00 EUR', '30.00 EUR']) expect(page.split('\n')).toContain(text);
});

test('a rate within prices leaves the total, and a charge of its own rate comes first', async () => {
  const [own, standard] = [await aRate('10', { behavior: 'inclusive' }), await aRate('20', { behavior: 'inclusive' })];
  const invoice = await nextInvoice(await taxedSubscriber({ taxRate: standard.key }, { charges: seats({ taxRate: own.key }) }));
  expect(amountsOf(invoice)).toEqual({
    lines: [[1999, 1817, 182, 'taxable', '10'], [501, 417, 84, 'taxable', '20']],
    subtotal: 2500, net: 2234, taxes: [['taxable', '10', 1817, 182], ['taxable', '20', 417, 84]], taxNote: null, tax: 266, total: 2500,
  });
});

test.each([
  [{ taxTreatment: 'exempt' as const }, 'Exempt from tax.'],
  [{ taxTreatment: 'reverseCharge' as const }, 'Reverse charge: the recipient of the supply is liable for the tax.'],
  [{ taxTreatment: 'reverseCharge' as const, taxNote: 'Steuerschuldnerschaft des Leistungsempfängers' }, 'Steuerschuldnerschaft des Leistungsempfängers'],
])('an account that is %o pays no tax, and its documents say why', async (tax, note) => {
  const rate = await aRate('20');
  const subscriber = await taxedSubscriber({ taxRate: rate.key, ...tax }, { charges: seats({ taxRate: rate.key }) });
  const invoice = await nextInvoice(subscriber);
  expect(amountsOf(invoice)).toMatchObject({ taxes: [[tax.taxTreatment, null, 2500, 0]], taxNote: note, tax: 0, total: 2500 });
  expect((await postingsOf(invoice)).map((line) => line.ledger_account)).toEqual(['receivable', 'deferredRevenue']);
  const { content } = await subscribing.billing.selectors.getInvoicePdf({ invoiceId: invoice.id }, subscriber.member);
  expect(pdfText(Buffer.from(content, 'base64')).join('\n')).toContain(note);
});

test('a new version taxes what comes, and leaves what is issued; what is taken back is taxed as it was', async () => {
  const { billing } = subscribing;
  const rate = await aRate('20');
  const subscriber = await taxedSubscriber({ taxRate: rate.key }, { charges: seats() });
  const { services } = billing;
  billing.clock.set(subscriber.subscription.currentPeriod.end);
  await billDue(subscribing.run);
  const first = (await invoicesOf(subscribing, subscriber)).at(-1) ?? expect.fail();
  expect(await aRate('16', { key: rate.key })).toMatchObject({ version: 2, status: 'active' });
  expect(await billing.selectors.getTaxRate({ taxRateId: rate.id }, operator)).toMatchObject({ version: 1, status: 'archived', revision: 2 });

  const other = await aPublishedPlan(billing, { charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '100.00' }] });
  await services.changeSubscription({ subscriptionId: subscriber.subscription.id, planId: other.id, when: 'now' }, subscriber.member);
  const invoices = await invoicesOf(subscribing, subscriber);
  expect(invoices.find(({ id }) => id === first.id)).toEqual(first);
  // Two invoices of one instant have no order.
  const changed = invoices.find(({ lines }) => lines.length === 3) ?? expect.fail();
  // Nor have the credits on one.
  const { lines, ...sums } = amountsOf(changed);
  const byAmount = lines.sort(([a], [b]) => Number(b) - Number(a));
  expect({ lines: byAmount, ...sums }).toEqual({
    lines: [[10_000, 10_000, 1600, 'taxable', '16'], [-501, -501, -100, 'taxable', '20'], [-1999, -1999, -400, 'taxable', '20']],
    subtotal: 7500, net: 7500, taxes: [['taxable', '20', -2500, -500], ['taxable', '16', 10_000, 1600]], taxNote: null, tax: 1100, total: 8600,
  });
  billing.clock.set('2027-01-01T12:00:00Z');
});

test('an amount that tax takes past 2^53 - 1 is a row of failed work, and the others are billed', async () => {
  const { billing, run, sql } = subscribing;
  const rate = await aRate('100');
  const huge = { charges: [{ key: 'base', model: 'flat' as const, timing: 'inArrears' as const, amount: '90071992547409.90' }] };
  const [tooMuch, fine] = [await taxedSubscriber({ taxRate: rate.key }, huge), await taxedSubscriber({}, huge)];
  billing.clock.set('2027-02-01T00:00:00Z');
  await billDue(run);
  const failures = await sql`select state, reason from billing.billing_failures where subscription_id = ${uuidOf(tooMuch.subscription.id)}`;
  expect(failures).toEqual([{ state: 'waiting', reason: 'billing.amount_out_of_range: total is 18014398509481980 minor units; the largest amount that can be billed is 9007199254740991.' }]);
  expect([await invoicesOf(subscribing, tooMuch), await invoicesOf(subscribing, fine)]).toMatchObject([[], [{ total: { amount: 9007199254740990 } }]]);

  await billing.services.updateAccount({ accountId: tooMuch.account.id, ownerId: tooMuch.account.ownerId, taxTreatment: 'exempt' }, operator);
  billing.clock.advance({ minutes: 2 });
  await billDue(run);
  expect(await invoicesOf(subscribing, tooMuch)).toMatchObject([{ total: { amount: 9007199254740990 }, tax: { amount: 0 } }]);
  billing.clock.set('2027-01-01T12:00:00Z');
});

test('a rate never changes, neither for the application nor for the owner of the tables', async () => {
  const rate = await aRate('20');
  const { sql } = subscribing;
  const owner = connect({ url: subscribing.billing.database.migrationUrl, connections: 1, name: 'owner', role: ownerRole('billing') });
  for (const [driver, code] of [[sql, '42501'], [owner, '23001']] as const) {
    await expect(driver`update billing.tax_rates set percentage = 1`).rejects.toMatchObject({ code });
    await expect(driver`update billing.tax_rates set name = 'x'`).rejects.toMatchObject({ code });
    await expect(driver`update billing.tax_rates set behavior = 'inclusive'`).rejects.toMatchObject({ code });
    await expect(driver`delete from billing.tax_rates`).rejects.toMatchObject({ code });
  }
  await owner.end();
  expect(await subscribing.billing.selectors.getTaxRate({ taxRateId: rate.id }, operator)).toEqual(rate);
});

test('versions of a key that are made at once follow one another', async () => {
  const key = aKey('vat');
  const made = await Promise.all(['1', '2', '3', '4', '5', '6'].map((percentage) => aRate(percentage, { key })));
  expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  const { data } = await subscribing.billing.selectors.listTaxRates({ key }, operator);
  expect(data.filter(({ status }) => status === 'active').map(({ version }) => version)).toEqual([6]);
});

test("an account without a rate pays the seller's, if it has one; its own, its charge's and its exemption come before", async () => {
  const billing = await createTestBilling({ SELLER_TAX_RATE: 'standard' });
  const { services, selectors } = billing;
  const rate = (key: string, percentage: string) => services.createTaxRate({ key, name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage }, operator);
  await rate('reduced', '10');
  const plan = await aPublishedPlan(billing, { charges: seats({ taxRate: 'reduced' }) });
  await expect(aSubscriber({ billing }, { plan })).rejects.toThrow('SELLER_TAX_RATE is standard, and there is no such tax rate.');
  await rate('standard', '20');
  const { account, member } = await aSubscriber({ billing }, { plan });
  const { data: [first] } = await selectors.listInvoices({ accountId: account.id }, member);
  expect(first?.lines.map(({ charge, taxRate }) => [charge, taxRate?.key])).toEqual([['base', 'reduced'], ['extra', 'standard']]);
  const previewed = await selectors.previewNewSubscription({ accountId: account.id, planId: plan.id }, member);
  expect(previewed.invoice.taxes.map((tax) => [tax.rate?.key, tax.amount.amount])).toEqual([['reduced', 200], ['standard', 100]]);

  const { id: accountId, ownerId } = account;
  const taxOf = async (changes: Tax) => {
    await services.updateAccount({ accountId, ownerId, ...changes }, operator);
    return (await services.createInvoice({ accountId, ownerId, lines: [{ description: 'Set-up', unitAmount: '100.00' }] }, operator)).tax.amount;
  };
  expect([await taxOf({}), await taxOf({ taxRate: 'reduced' }), await taxOf({ taxRate: null }), await taxOf({ taxTreatment: 'exempt' })]).toEqual([2000, 1000, 2000, 0]);
  await rate('standard', '21');
  expect(await taxOf({ taxTreatment: 'taxable' })).toBe(2100);
  await billing.close();
});

// 19.99 and 5.01 at 7.25 %: 1.45 and 0.36 beside the price, 1.35 and 0.34 within it.
test.each([
  ['exclusive' as const, [145, 36], [150, 31]],
  ['inclusive' as const, [135, 34], [140, 29]],
])('a rate of several taxes is asked for as one, shown as each in preview, document and file, and given back as it was: %s', async (behavior, lineTaxes, [ofState, ofCounty]) => {
  const { services, selectors, clock } = subscribing.billing;
  const [state, county] = [await aRate('6', { behavior }), await aRate('1.25', { behavior })];
  const both = await services.createTaxRate({ key: aKey('vat'), name: 'Sales tax', jurisdiction: 'Los Angeles', behavior, parts: [state.key, county.key] }, operator);
  const subscriber = await taxedSubscriber({ taxRate: both.key }, { charges: seats() });
  const invoice = await nextInvoice(subscriber);
  expect(invoice.lines.map(({ taxRate, tax }) => [taxRate?.percentage, taxRate?.parts.map(({ key }) => key), tax.amount])).toEqual(lineTaxes.map((tax) => ['7.25', [state.key, county.key], tax]));
  const eachOf = ({ taxes }: Pick<Invoice, 'taxes'>) => taxes.map(({ rate, amount }) => [rate?.key, rate?.percentage, amount.amount]);
  expect(eachOf(invoice)).toEqual([[state.key, '6', ofState], [county.key, '1.25', ofCounty]]);
  const posted = await subscribing.sql`
    select rate.key, line.credit from billing.journal_lines line join billing.journal_transactions on id = transaction_id join billing.tax_rates rate on rate.id = line.tax_rate_id
    where source_id = ${uuidOf(invoice.id)} order by line.position`;
  expect(posted).toEqual([{ key: state.key, credit: String(ofState) }, { key: county.key, credit: String(ofCounty) }]);
  const { content } = await selectors.getInvoicePdf({ invoiceId: invoice.id }, subscriber.member);
  const included = behavior === 'inclusive' ? ', included' : '';
  for (const percentage of ['6', '1.25']) expect(pdfText(Buffer.from(content, 'base64')).join('\n')).toContain(`VAT ${percentage} % (AT)${included}, on `);

  await aRate('9', { behavior, key: county.key });
  clock.set(subscriber.subscription.currentPeriod.end);
  await services.cancelSubscription({ subscriptionId: subscriber.subscription.id, when: 'now' }, subscriber.member);
  const credit = (await invoicesOf(subscribing, subscriber)).find(({ creditCarried }) => creditCarried.amount > 0);
  expect(eachOf(credit ?? expect.fail())).toEqual([[state.key, '6', -(ofState ?? 0)], [county.key, '1.25', -(ofCounty ?? 0)]]);
  clock.set('2027-01-01T12:00:00Z');
});
