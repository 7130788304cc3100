import { billingErrors } from '../../errors.ts';
import { isBookable, largestAmount } from '../../rules/bookable.ts';
import { zero } from '../../rules/decimal.ts';
import { type InvoiceTotals, totalInvoice } from '../../rules/invoice-totals.ts';
import { invoicePostings, type Posting } from '../../rules/postings.ts';
import type { TaxSettings } from '../../rules/tax.ts';
import type { InvoiceDraft } from './invoice-draft.ts';

const untaxed: TaxSettings = { behavior: 'exclusive', rounding: 'perLine' };

export interface TotalledDraft {
  readonly draft: InvoiceDraft;
  readonly totals: InvoiceTotals;
  readonly postings: readonly Posting[];
}

function requireBookable(field: string, amount: bigint): void {
  if (!isBookable(amount)) {
    throw billingErrors.amountOutOfRange({ field, amount: amount.toString(), limit: largestAmount.toString() });
  }
}

/**
 * What a draft adds up to and how it is booked. `billing.amount_out_of_range`, naming the charge or `total`, past 2^53 - 1 minor
 * units; a RangeError for a draft without lines or with more credits than charges, which is no invoice.
 */
export function totalDraft(draft: InvoiceDraft): TotalledDraft {
  const { lines, account } = draft;
  const totals = totalInvoice(lines.map(({ amount }, index) => ({ key: index.toString(), amount, ratePercent: zero })), [], untaxed);
  const postings = invoicePostings(totals.lines.map(({ net, tax }, index) => ({ timing: lines[index]?.timing ?? 'inArrears', net, tax })));
  for (const { chargeKey, amount } of lines) requireBookable(`charge ${chargeKey}`, amount);
  for (const amount of [totals.total, ...postings.flatMap(({ debit, credit }) => [debit, credit])]) requireBookable('total', amount);
  if (lines.length === 0 || totals.accountCredit > 0n) throw new RangeError(`Nothing to ask of ${account.id}.`);
  return { draft, totals, postings };
}
