import { compile, type Reader } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { SubscriptionPreview } from '../../contract/subscription-previews.ts';
import { accountCredits } from '../../db/invoices.ts';
import { localDateOf } from '../../rules/billing-calendar.ts';
import { moneyOf } from '../money.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import { type SettledDraft, settleDrafts, totalDraft } from './total-draft.ts';

const creditOfAccount = compile({ accountId: accountCredits.accountId }, (q, p) =>
  q.select({ balance: accountCredits.balance }).from(accountCredits).where(eq(accountCredits.accountId, p.accountId)),
);

function contentOf({ draft, totals, creditApplied, amountDue }: SettledDraft): SubscriptionPreview['invoice'] {
  const { currency, timeZone } = draft.account;
  const money = (field: string, amount: bigint) => moneyOf(field, amount, currency);
  return {
    currency,
    issueDate: localDateOf(draft.issuedAt, timeZone).toString(),
    lines: draft.lines.map((line, index) => ({
      charge: line.chargeKey,
      description: line.description,
      quantity: line.quantity?.toFixed() ?? null,
      period: { start: new Date(line.period.start.epochMilliseconds).toISOString(), end: new Date(line.period.end.epochMilliseconds).toISOString() },
      amount: money('amount', line.amount),
      tax: money('tax', totals.lines[index]?.tax ?? 0n),
      explanation: line.explanation,
    })),
    subtotal: money('subtotal', totals.subtotal),
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
  return { currency, issueDate, lines: [], subtotal: none, tax: none, total: none, creditApplied: none, creditCarried: none, amountDue: none };
}

/** A draft as it would be invoiced, after `earlier` ones of the same account have taken from its credit. */
export async function previewedInvoice(db: Reader<'billing'>, earlier: readonly InvoiceDraft[], draft: InvoiceDraft): Promise<SubscriptionPreview['invoice']> {
  if (draft.lines.length === 0) return nothing(draft);
  const { id } = draft.account;
  const [credit] = await db.run(creditOfAccount, { accountId: id });
  const settled = settleDrafts([...earlier, draft].map(totalDraft), new Map([[id, credit?.balance ?? 0n]])).at(-1);
  return settled ? contentOf(settled) : nothing(draft);
}
