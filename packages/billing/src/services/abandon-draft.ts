import type { BillingContext } from '../context.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import { draftsById } from '../selectors/drafting/stored-drafts.ts';
import { totalDrafts } from '../selectors/drafting/total-draft.ts';
import type { HeldInvoice } from './hold-invoice.ts';
import { saveAbandoned } from './save-final-invoices.ts';

/** Writes what a draft came to, without coupons and without a number, before it is void: from then on it follows nothing any more. */
export async function abandonDraft({ tx, ids, config }: BillingContext, { invoice }: HeldInvoice): Promise<void> {
  const [stored] = await draftsById(tx, [invoice.id], ids);
  if (!stored) throw new Error(`The draft ${invoice.id} is not there.`);
  const terms = await draftTerms(tx, [stored.draft], config);
  const undiscounted = { discounts: [stored.draft.lines.map(() => [])], used: [] };
  const [totalled] = totalDrafts([stored.draft], terms, undiscounted).totalled;
  if (totalled) await saveAbandoned(tx, invoice.id, totalled);
}
