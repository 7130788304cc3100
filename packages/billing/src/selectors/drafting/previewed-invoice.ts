import { compile } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../../context.ts';
import type { SubscriptionPreview } from '../../contract/subscription-previews.ts';
import { accountCredits } from '../../db/invoices.ts';
import { localDateOf } from '../../rules/billing-calendar.ts';
import { invoiceDiscounts, toDiscounts } from '../invoice-discounts.ts';
import { invoiceTaxes } from '../invoice-taxes.ts';
import { moneyOf } from '../money.ts';
import type { Coupons } from './draft-coupons.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import { draftTerms } from './draft-terms.ts';
import { type SettledDraft, settleDrafts, totalDrafts } from './total-draft.ts';

const creditOfAccount = compile({ accountId: accountCredits.accountId }, (q, p) =>
  q.select({ balance: accountCredits.balance }).from(accountCredits).where(eq(accountCredits.accountId, p.accountId)),
);

function contentOf({ draft, totals, taxes, discounts, taxNote, creditApplied, amountDue }: SettledDraft, coupons: Coupons['redeemed']): SubscriptionPreview['invoice'] {
  const { currency, timeZone } = draft.account;
  const money = (field: string, amount: bigint) => moneyOf(field, amount, currency);
  const taxed = totals.lines.map(({ net, tax }, index) => ({ ...(taxes[index] ?? { treatment: 'taxable' as const, rate: null }), net, tax }));
  const codes = new Map(coupons.map(({ id, code }) => [id, code]));
  const named = discounts.map((own) => own.map(({ redemption, amount }) => ({ redemptionId: redemption, code: codes.get(redemption) ?? '', amount })));
  return {
    currency,
    issueDate: localDateOf(draft.issuedAt, timeZone).toString(),
    lines: draft.lines.map((line, index) => ({
      charge: line.chargeKey,
      description: line.description,
      quantity: line.quantity?.toFixed() ?? null,
      period: { start: new Date(line.period.start.epochMilliseconds).toISOString(), end: new Date(line.period.end.epochMilliseconds).toISOString() },
      amount: money('amount', line.amount),
      discount: money('discount', totals.lines[index]?.discount ?? 0n),
      discounts: toDiscounts(named[index] ?? [], currency),
      net: money('net', taxed[index]?.net ?? line.amount),
      taxTreatment: taxed[index]?.treatment ?? 'taxable',
      taxRate: taxed[index]?.rate ?? null,
      tax: money('tax', taxed[index]?.tax ?? 0n),
      explanation: line.explanation,
    })),
    subtotal: money('subtotal', totals.subtotal),
    discount: money('discount', totals.discount),
    discounts: invoiceDiscounts(named.flat(), coupons.map(({ id }) => id), currency),
    net: money('net', totals.net),
    taxes: invoiceTaxes(taxed, currency),
    taxNote,
    tax: money('tax', totals.tax),
    total: money('total', totals.total),
    creditApplied: money('creditApplied', creditApplied),
    creditCarried: money('creditCarried', totals.accountCredit),
    amountDue: money('amountDue', amountDue),
  };
}

function nothing({ account: { currency, timeZone }, issuedAt }: InvoiceDraft): SubscriptionPreview['invoice'] {
  const none = { amount: 0, currency };
  const issueDate = localDateOf(issuedAt, timeZone).toString();
  return { currency, issueDate, lines: [], subtotal: none, discount: none, discounts: [], net: none, taxes: [], taxNote: null, tax: none, total: none, creditApplied: none, creditCarried: none, amountDue: none };
}

/** A draft as it would be invoiced, after `earlier` ones of the same account have taken from its credit. */
export async function previewedInvoice({ db, config }: Pick<BillingReadContext, 'db' | 'config'>, earlier: readonly InvoiceDraft[], draft: InvoiceDraft): Promise<SubscriptionPreview['invoice']> {
  if (draft.lines.length === 0) return nothing(draft);
  const { id } = draft.account;
  const [credit] = await db.run(creditOfAccount, { accountId: id });
  const drafts = [...earlier, draft];
  const terms = await draftTerms(db, drafts, config);
  const settled = settleDrafts(totalDrafts(drafts, terms).totalled, new Map([[id, credit?.balance ?? 0n]])).at(-1);
  return settled ? contentOf(settled, terms.coupons.redeemed) : nothing(draft);
}
