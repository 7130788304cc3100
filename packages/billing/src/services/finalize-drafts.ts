import type { Id } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import { billingEvents } from '../events.ts';
import type { DiscountedDrafts } from '../selectors/drafting/discount-drafts.ts';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import { type DraftTerms, settleDrafts, totalDrafts } from '../selectors/drafting/total-draft.ts';
import { requirePrintable } from '../selectors/printable-text.ts';
import { holdAccountCredit, moveAccountCredit } from './account-credit.ts';
import type { FinalInvoice } from './final-row.ts';
import { invoicePayload } from './invoice-payload.ts';
import type { DiscountedInvoice } from './line-rows.ts';
import { postJournal } from './post-journal.ts';
import { takeInvoiceNumbersFor } from './take-numbers.ts';
import { usePeriods } from './use-coupons.ts';

export type FinalizeContext = Pick<BillingContext, 'tx' | 'ids' | 'config' | 'printer' | 'publish'>;

/** A draft that is to become final. */
export interface ReadyDraft {
  readonly id: Id<'inv'>;
  /** Once it is final. */
  readonly version: number;
  readonly draft: InvoiceDraft;
  readonly finalizedAt: Temporal.Instant;
  /** When its coupons took effect; when it was made, where it is left out. */
  readonly discountedAt?: Temporal.Instant;
}

export interface IssuedInvoice {
  readonly id: Id<'inv'>;
  /** Null for a draft. */
  readonly number: string | null;
}

/**
 * Makes documents of drafts, in their order: coupons, unless their discounts are given, taxes, the accounts' credit, numbers, rows and journal,
 * each a statement however many there are. The series is held until the transaction ends, so this is the last that a transaction should do.
 * `billing.amount_out_of_range` for amounts past 2^53 - 1, `billing.text_not_printable` for what no document could show, before anything is written.
 */
export async function finalizeDrafts(
  { tx, ids, config, printer, publish }: FinalizeContext,
  ready: readonly ReadyDraft[],
  terms: DraftTerms,
  write: (final: readonly (FinalInvoice & DiscountedInvoice)[]) => Promise<void>,
  given?: DiscountedDrafts,
): Promise<IssuedInvoice[]> {
  const drafts = ready.map(({ draft }) => draft);
  const { totalled, used } = totalDrafts(drafts, terms, given);
  requirePrintable(printer, totalled, terms, config);
  const settled = settleDrafts(totalled, await holdAccountCredit(tx, drafts.map(({ account }) => account.id)));
  await moveAccountCredit(tx, settled.map(({ draft: { account }, totals, creditApplied }) => ({ accountId: account.id, ownerId: account.ownerId, change: totals.accountCredit - creditApplied })));
  await usePeriods(tx, used);
  const numbers = await takeInvoiceNumbersFor(tx, ready, config);
  const final = ready.map((entry, index) => {
    const own = settled[index];
    if (!own) throw new Error('Each draft is settled.');
    return { ...own, discountedAt: entry.draft.issuedAt, ...entry, number: numbers[index] ?? '', config };
  });
  await write(final);
  const entries = final.map(({ id, draft: { account }, finalizedAt, postings }) => ({
    kind: 'invoice' as const,
    testClockId: account.testClockId,
    accountId: account.id,
    sourceId: id,
    occurredAt: finalizedAt,
    currency: account.currency,
    postings,
  }));
  await postJournal(tx, entries, ids);
  for (const { id, version, draft: { account }, totals } of final) publish(billingEvents.invoiceFinalized, invoicePayload({ id, version, account, amount: totals.total }));
  return final.map(({ id, number }) => ({ id, number }));
}
