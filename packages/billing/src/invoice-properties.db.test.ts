import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Invoice } from './index.ts';
import { asyncProperty } from './rules/test/properties.ts';
import { issueInvoices } from './services/issue-invoices.ts';
import { aKey, aPublishedPlan, operator } from './test/catalogue.ts';
import { sequencesOf, upTo } from './test/faults.ts';
import { aDraft, anAccount, ids, type Invoicing, startInvoicing } from './test/invoicing.ts';
import { uuidOf } from './test/subscribing.ts';
import { aMemberOf } from '../testing/index.ts';
import { billingPermissions } from './permissions.ts';

let invoicing: Invoicing;
beforeAll(async () => {
  invoicing = await startInvoicing();
});
afterAll(() => invoicing.close());

const services = () => invoicing.billing.services;
const memberOf = ({ ownerId }: { readonly ownerId: string }) => ({ actor: aMemberOf([ownerId], billingPermissions) });
const sequenceOf = (number: string | null): number => Number(number?.split('-').at(-1));

const batch = fc.record({ count: fc.integer({ min: 1, max: 3 }), kept: fc.boolean() });
const rounds = fc.array(fc.array(batch, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 });

asyncProperty('16. numbers have no gap and follow the order of finalization, whatever is issued side by side, rolled back and voided', [rounds, fc.nat()], async (history, which) => {
  const account = await anAccount(invoicing);
  const issueSome = ({ count, kept }: { count: number; kept: boolean }) =>
    invoicing.database
      .transaction([], async (tx) => {
        const issued = await issueInvoices({ ...invoicing, tx, ids }, Array.from({ length: count }, () => aDraft(account)));
        if (!kept) throw new Error('rolled back');
        return issued;
      })
      .catch(() => []);
  for (const round of history) {
    const before = await sequencesOf(invoicing.sql, 'INV');
    const issued = (await Promise.all(round.map(issueSome))).flat();
    for (const { number } of issued) expect(sequenceOf(number)).toBeGreaterThan(before.length);
    const voided = issued[which % Math.max(1, issued.length)];
    if (voided) await services().voidInvoice({ invoiceId: voided.id, ownerId: account.ownerId }, operator);
    expect(await sequencesOf(invoicing.sql, 'INV')).toEqual(upTo(before.length + issued.length));
  }
}, { runs: 15 });

const amounts = fc.integer({ min: 1, max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2));
const percentages = fc.integer({ min: 0, max: 2500 }).map((hundredths) => (hundredths / 100).toFixed(2));

async function aRate(percentage: string, key = aKey('vat')): Promise<string> {
  await services().createTaxRate({ key, name: 'VAT', jurisdiction: 'AT', behavior: 'exclusive', percentage }, operator);
  return key;
}

/** What an invoice says of itself, but for what may become of it. */
const documentOf = (invoice: Invoice): object => ({ ...invoice, status: null, amountDue: null, version: null, voidedAt: null, uncollectibleAt: null, replacedBy: null });

const later = fc.array(fc.constantFrom('rename', 'tax', 'rate', 'markInvoiceUncollectible', 'voidInvoice', 'reissueInvoice'), { minLength: 1, maxLength: 5 });

asyncProperty('17. a final invoice says and prints the same, byte for byte, whatever becomes of it, its account and its rates', [fc.array(amounts, { minLength: 1, maxLength: 4 }), percentages, later], async (prices, percentage, history) => {
  const { selectors } = invoicing.billing;
  const { id: accountId, ownerId } = await anAccount(invoicing);
  const member = memberOf({ ownerId });
  const taxRate = await aRate(percentage);
  await services().updateAccount({ accountId, ownerId, taxRate }, operator);
  const issued = await services().createInvoice({ accountId, ownerId, lines: prices.map((unitAmount) => ({ description: 'Set-up', unitAmount })) }, operator);
  const { content } = await selectors.getInvoicePdf({ invoiceId: issued.id }, member);
  for (const event of history) {
    if (event === 'rename') await services().updateAccount({ accountId, ownerId, name: aKey('name') }, operator);
    else if (event === 'tax') await services().updateAccount({ accountId, ownerId, taxTreatment: 'reverseCharge' }, operator);
    else if (event === 'rate') await aRate('99', taxRate);
    // A step that its status has not is refused, which is as good here.
    else await services()[event]({ invoiceId: issued.id, ownerId }, operator).catch((error: unknown) => expect(error).toMatchObject({ code: 'billing.invoice_transition' }));
    expect(documentOf(await selectors.getInvoice({ invoiceId: issued.id }, member))).toEqual(documentOf(issued));
    expect((await selectors.getInvoicePdf({ invoiceId: issued.id }, member)).content).toBe(content);
  }
}, { runs: 12 });

/** What an account's postings sum to in each ledger account, and what is kept for it. */
async function ledgerOf(accountId: Invoice['accountId']): Promise<object[]> {
  return invoicing.sql`
    select ledger_account, sum(debit - credit)::text as sum from billing.journal_lines join billing.journal_transactions on id = transaction_id
    where account_id = ${uuidOf(accountId)} group by ledger_account having sum(debit - credit) <> 0
    union all select 'kept', balance::text from billing.account_credits where account_id = ${uuidOf(accountId)} order by ledger_account`;
}

asyncProperty('18. void and reissued, an invoice leaves ledger, credit and coupons as if only the second was there; void alone, as if none was', [amounts, percentages, fc.integer({ min: 1, max: 100 }), fc.bigInt(0n, 5_000_000n)], async (amount, percentage, off, kept) => {
  const { clock, selectors } = invoicing.billing;
  const plan = await aPublishedPlan(invoicing.billing, { charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount }] });
  const { id: accountId, ownerId } = await anAccount(invoicing);
  const member = memberOf({ ownerId });
  await services().updateAccount({ accountId, ownerId, taxRate: await aRate(percentage) }, operator);
  const { code } = await services().createCoupon({ code: aKey('CODE'), name: 'Welcome', duration: 'once', percentOff: String(off) }, operator);
  await services().redeemCoupon({ code, accountId }, member);
  await invoicing.sql`insert into billing.account_credits values (${uuidOf(accountId)}, ${ownerId}, ${kept.toString()})`;
  const periodsLeft = async () => (await selectors.listCouponRedemptions({ accountId }, member)).data.map((redemption) => redemption.periodsLeft);
  const before = await ledgerOf(accountId);

  await services().createSubscription({ accountId, planId: plan.id }, member);
  const { data: [first] } = await selectors.listInvoices({ accountId }, member);
  if (!first) throw new Error('Nothing was issued.');
  const issued = await ledgerOf(accountId);
  const used = await periodsLeft();
  // What rounds to nothing takes no effect.
  expect(used).toEqual([first.discount.amount > 0 ? 0 : 1]);
  clock.advance({ hours: 1 });
  const again = services().reissueInvoice({ invoiceId: first.id, ownerId }, operator);
  if (first.status === 'paid') {
    await expect(again).rejects.toMatchObject({ code: 'billing.invoice_transition' });
    return;
  }
  const second = await again;
  expect(second).toMatchObject({ total: first.total, amountDue: first.amountDue, discount: first.discount, tax: first.tax });
  expect(await ledgerOf(accountId)).toEqual(issued);
  expect(await periodsLeft()).toEqual(used);
  await services().voidInvoice({ invoiceId: second.id, ownerId }, operator);
  expect(await ledgerOf(accountId)).toEqual(before);
  expect(await periodsLeft()).toEqual([1]);
}, { runs: 15 });
