import type { BillingContext } from '../context.ts';
import type { CommandInvoice, Invoice } from '../contract/invoices.ts';
import { abandonDraft } from './abandon-draft.ts';
import { holdInvoice, readInvoice } from './hold-invoice.ts';
import { requireRevocable, returnPeriods, revokeInvoice } from './revoke-invoice.ts';

/**
 * Voids a draft, or an invoice of which nothing is paid: what it posted is taken back, what it took of the account's credit is given back, and so
 * are the periods of its coupons. A number stays taken; what was billed is not billed again by itself. For operators.
 */
export async function voidInvoice(context: BillingContext, input: CommandInvoice): Promise<Invoice> {
  const held = await holdInvoice(context, input, 'void');
  await requireRevocable(context, held);
  if (held.invoice.status === 'draft') await abandonDraft(context, held);
  await revokeInvoice(context, held);
  await returnPeriods(context, held);
  return readInvoice(context, held.invoice.id);
}
