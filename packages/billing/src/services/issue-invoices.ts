import { Temporal } from 'temporal-polyfill';
import { billingEvents } from '../events.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import type { DraftTerms } from '../selectors/drafting/total-draft.ts';
import { type FinalizeContext, finalizeDrafts, type IssuedInvoice } from './finalize-drafts.ts';
import { invoicePayload } from './invoice-payload.ts';
import { insertDrafts, insertInvoices, type NewDraft } from './insert-invoices.ts';

/** Writes drafts that wait to become final, by themselves or by somebody. */
export async function keepDrafts({ tx, config, publish }: FinalizeContext, drafts: readonly NewDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  await insertDrafts(tx, drafts, config.sellerName);
  for (const { id, draft: { account } } of drafts) publish(billingEvents.invoiceDrafted, invoicePayload({ id, version: 1, account, amount: 0n }));
}

/**
 * Makes invoices of drafts, in their order: those of accounts that have a time of grace wait, the others are final at once, as
 * `finalizeDrafts` does it. A period of a charge that is billed already fails on its unique index.
 */
export async function issueInvoices(context: FinalizeContext, drafts: readonly InvoiceDraft[], known?: DraftTerms): Promise<IssuedInvoice[]> {
  if (drafts.length === 0) return [];
  const { tx, ids, config } = context;
  const terms = known ?? (await draftTerms(tx, drafts, config));
  const made = drafts.map((draft) => ({ id: ids('inv'), draft, finalizesAt: terms.payers.finalizesAt(draft) }));
  const [waiting, ready] = [true, false].map((waits) => made.filter(({ draft, finalizesAt }) => Temporal.Instant.compare(finalizesAt, draft.issuedAt) > 0 === waits));
  await keepDrafts(context, waiting ?? []);
  const final = (ready ?? []).map(({ id, draft }) => ({ id, version: 1, draft, finalizedAt: draft.issuedAt }));
  const issued = final.length === 0 ? [] : await finalizeDrafts(context, final, terms, (invoices) => insertInvoices(tx, invoices, null));
  const numbers = new Map(issued.map(({ id, number }) => [id, number]));
  return made.map(({ id }) => ({ id, number: numbers.get(id) ?? null }));
}
