import type { Id } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { BillingConfig } from '../config.ts';
import { localDateOf } from '../rules/billing-calendar.ts';
import { finalStatus } from '../rules/invoice-states.ts';
import type { SettledDraft } from '../selectors/drafting/total-draft.ts';

/** A draft that becomes a document. */
export interface FinalInvoice extends SettledDraft {
  readonly id: Id<'inv'>;
  readonly number: string;
  readonly finalizedAt: Temporal.Instant;
  readonly config: BillingConfig;
}

/** What a final invoice says of itself, as the columns of its row take it. */
export function finalRow({ number, draft, totals, taxNote, amountDue, creditApplied, finalizedAt, config }: FinalInvoice): object {
  const issueDate = localDateOf(finalizedAt, draft.account.timeZone);
  return {
    number,
    status: finalStatus(amountDue),
    issueDate: issueDate.toString(),
    dueDate: issueDate.add({ days: config.paymentTermsDays }).toString(),
    subtotal: totals.subtotal.toString(),
    discount: totals.discount.toString(),
    tax: totals.tax.toString(),
    total: totals.total.toString(),
    sellerName: config.sellerName,
    timeZone: draft.account.timeZone,
    finalizedAt: finalizedAt.toString(),
    amountDue: amountDue.toString(),
    creditApplied: creditApplied.toString(),
    creditCarried: totals.accountCredit.toString(),
    taxNote,
  };
}
