import type { Id } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import { holdAccountCredit, moveAccountCredit } from './account-credit.ts';
import { insertInvoices } from './insert-invoices.ts';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import { postJournal } from './post-journal.ts';
import { takeInvoiceNumbersFor } from './take-numbers.ts';
import { usePeriods } from './use-coupons.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import { type DraftTerms, settleDrafts, totalDrafts } from '../selectors/drafting/total-draft.ts';

export interface IssuedInvoice {
  readonly id: Id<'inv'>;
  readonly number: string;
}

/**
 * Makes documents of drafts, in their order: coupons and taxes unless `known`, the accounts' credit, numbers, rows and journal, each a statement however many there
 * are. The series is held until the transaction ends, so this is the last that a transaction should do. `billing.amount_out_of_range` for
 * amounts past 2^53 - 1, before anything is written; a period of a charge that is billed already fails on its unique index.
 */
export async function issueInvoices(
  { tx, ids, config }: Pick<BillingContext, 'tx' | 'ids' | 'config'>,
  drafts: readonly InvoiceDraft[],
  known?: DraftTerms,
): Promise<IssuedInvoice[]> {
  if (drafts.length === 0) return [];
  const terms = known ?? (await draftTerms(tx, drafts, config));
  const { totalled, used } = totalDrafts(drafts, terms);
  const settled = settleDrafts(totalled, await holdAccountCredit(tx, drafts.map(({ account }) => account.id)));
  await moveAccountCredit(tx, settled.map(({ draft: { account }, totals, creditApplied }) => ({ accountId: account.id, ownerId: account.ownerId, change: totals.accountCredit - creditApplied })));
  await usePeriods(tx, used);
  const numbers = await takeInvoiceNumbersFor(tx, drafts, config);
  const invoices = settled.map((entry, index) => ({ ...entry, id: ids('inv'), number: numbers[index] ?? '' }));
  await insertInvoices(tx, invoices, config);
  const entries = invoices.map(({ id, draft: { account, issuedAt }, postings }) => ({
    kind: 'invoice' as const,
    testClockId: account.testClockId,
    accountId: account.id,
    sourceId: id,
    occurredAt: issuedAt,
    currency: account.currency,
    postings,
  }));
  await postJournal(tx, entries, ids);
  return invoices.map(({ id, number }) => ({ id, number }));
}
