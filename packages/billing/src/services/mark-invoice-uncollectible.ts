import { compileWrite, instant } from '@plinth/db';
import { eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { CommandInvoice, Invoice } from '../contract/invoices.ts';
import { invoices } from '../db/invoices.ts';
import { billingEvents } from '../events.ts';
import { uncollectiblePostings } from '../rules/postings.ts';
import { holdInvoice, readInvoice } from './hold-invoice.ts';
import { invoicePayload } from './invoice-payload.ts';
import { postJournal } from './post-journal.ts';

const markRow = compileWrite({ id: invoices.id, now: instant }, (q, p) =>
  q
    .update(invoices)
    .set({ status: 'uncollectible', uncollectibleAt: sql`${p.now}::timestamptz`, version: sql`${invoices.version} + 1` })
    .where(eq(invoices.id, p.id)),
);

/** Writes off what is due of an open invoice: it stays due, and is no receivable any more. For operators. */
export async function markInvoiceUncollectible(context: BillingContext, input: CommandInvoice): Promise<Invoice> {
  const { tx, ids, publish } = context;
  const { invoice, account, now } = await holdInvoice(context, input, 'markUncollectible');
  const { id, currency, amountDue, version } = invoice;
  await tx.run(markRow, { id, now: new Date(now.epochMilliseconds) });
  const entry = { kind: 'invoiceUncollectible' as const, testClockId: account.testClockId, accountId: account.id, sourceId: id, occurredAt: now, currency };
  await postJournal(tx, [{ ...entry, postings: uncollectiblePostings(amountDue) }], ids);
  publish(billingEvents.invoiceMarkedUncollectible, invoicePayload({ id, version: version + 1, account, amount: amountDue }));
  return readInvoice(context, id);
}
