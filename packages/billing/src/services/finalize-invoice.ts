import type { BillingContext } from '../context.ts';
import type { CommandInvoice, Invoice } from '../contract/invoices.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import { draftsById } from '../selectors/drafting/stored-drafts.ts';
import { finalizeDrafts } from './finalize-drafts.ts';
import { requireNoDraftBefore } from './finalize-due-drafts.ts';
import { holdInvoice, readInvoice } from './hold-invoice.ts';
import { saveFinalInvoices } from './save-final-invoices.ts';

/**
 * Makes a draft final now, as it is now. For operators. `billing.invoice_waits` where it gives back a part of another draft;
 * `billing.text_not_printable` names the field that no document could show.
 */
export async function finalizeInvoice(context: BillingContext, input: CommandInvoice): Promise<Invoice> {
  const { tx, ids, config } = context;
  const { invoice, now } = await holdInvoice(context, input, 'finalize');
  const [stored] = await draftsById(tx, [invoice.id], ids);
  if (!stored) throw new Error(`The draft ${invoice.id} is not there.`);
  requireNoDraftBefore(stored, new Set());
  const { id, version, draft } = stored;
  const terms = await draftTerms(tx, [draft], config);
  await finalizeDrafts(context, [{ id, version: version + 1, draft, finalizedAt: now }], terms, (final) => saveFinalInvoices(tx, final));
  return readInvoice(context, id);
}
