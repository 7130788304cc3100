import { compile } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetInvoice, Invoice } from '../contract/invoices.ts';
import { invoices } from '../db/invoices.ts';
import { billingErrors } from '../errors.ts';
import { invoiceColumns, withLines } from './invoice.ts';

export const invoiceById = compile({ id: invoices.id }, (q, { id }) => q.select(invoiceColumns).from(invoices).where(eq(invoices.id, id)));

/** One invoice with its lines; `billing.invoice_not_found` for anyone who has no grant of its owner. */
export async function getInvoice(context: BillingReadContext, { invoiceId }: GetInvoice): Promise<Invoice> {
  const { db, actor } = context;
  const notFound = () => billingErrors.invoiceNotFound({ invoiceId });
  const rows = await db.run(invoiceById, { id: invoiceId });
  if (!rows[0]) throw notFound();
  requirePermission(actor, 'billing:invoices:read', rows[0].ownerId, notFound);
  const [invoice] = await withLines(context, rows);
  if (!invoice) throw notFound();
  return invoice;
}
