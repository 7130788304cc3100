import { compileWrite } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { eq, getTableColumns } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import type { CommandInvoice, Invoice } from '../contract/invoices.ts';
import { invoices } from '../db/invoices.ts';
import { billingErrors } from '../errors.ts';
import { type InvoiceStep, invoiceTransitions } from '../rules/invoice-states.ts';
import { invoiceById } from '../selectors/get-invoice.ts';
import { withLines } from '../selectors/invoice.ts';
import { timeOf } from '../selectors/time-of.ts';
import { type AccountRow, holdAccount, readAccount } from './hold-account.ts';

const lockInvoice = compileWrite({ id: invoices.id }, (q, { id }) => q.select(getTableColumns(invoices)).from(invoices).where(eq(invoices.id, id)).for('no key update'));

export interface HeldInvoice {
  readonly invoice: typeof invoices.$inferSelect;
  readonly account: AccountRow;
  /** In the account's time. */
  readonly now: Temporal.Instant;
}

/**
 * Keeps an invoice, and its account, to this transaction, for a step that its status allows: `billing.invoice_transition` otherwise. For
 * operators; `ownerId` is whose invoice it is.
 */
export async function holdInvoice({ tx, actor, clock }: BillingContext, { invoiceId, ownerId }: CommandInvoice, step: InvoiceStep): Promise<HeldInvoice> {
  requireOperator(actor);
  await tx.enter(ownerId);
  const notFound = () => billingErrors.invoiceNotFound({ invoiceId });
  const [found] = await tx.run(invoiceById, { id: invoiceId });
  const account = found && (await readAccount(tx, found.accountId));
  if (account?.ownerId !== ownerId) throw notFound();
  await holdAccount(tx, account);
  const [invoice] = await tx.run(lockInvoice, { id: invoiceId });
  if (!invoice) throw notFound();
  if (invoiceTransitions[step][invoice.status] === undefined) {
    const to = Object.values(invoiceTransitions[step])[0] ?? step;
    throw billingErrors.invoiceTransition({ invoiceId, from: invoice.status, to });
  }
  return { invoice, account, now: await timeOf({ tx, clock }, account) };
}

/** An invoice as callers see it, after what this transaction has done to it. */
export async function readInvoice({ tx, config, ids }: BillingContext, id: Invoice['id']): Promise<Invoice> {
  const [invoice] = await withLines({ db: tx, config, ids }, await tx.run(invoiceById, { id }));
  if (!invoice) throw new Error(`The invoice ${id} was not written.`);
  return invoice;
}
