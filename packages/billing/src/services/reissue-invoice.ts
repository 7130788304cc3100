import { compile } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { asc, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import type { CommandInvoice, Invoice } from '../contract/invoices.ts';
import { invoiceLineDiscounts } from '../db/discounts.ts';
import { invoiceLines, invoices } from '../db/invoices.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import { asIssued } from '../selectors/drafting/stored-drafts.ts';
import { finalizeDrafts } from './finalize-drafts.ts';
import { holdInvoice, readInvoice } from './hold-invoice.ts';
import { insertInvoices } from './insert-invoices.ts';
import { requireRevocable, revokeInvoice } from './revoke-invoice.ts';

const { lineId, redemptionId, sequence, amount, issuedAt } = invoiceLineDiscounts;

const discountsOf = compile({ id: invoices.id }, (q, p) =>
  q
    .select({ lineId, redemptionId, sequence, amount, issuedAt })
    .from(invoiceLineDiscounts)
    .innerJoin(invoiceLines, eq(invoiceLines.id, lineId))
    .where(eq(invoiceLines.invoiceId, p.id))
    .orderBy(asc(redemptionId)),
);

/** What an invoice is made of, and what was taken off it when. */
async function issuedBefore({ tx }: Pick<BillingContext, 'tx'>, id: Id<'inv'>) {
  const draft = await asIssued(tx, id);
  const rows = await tx.run(discountsOf, { id });
  const byLine = Map.groupBy(rows, (row) => row.lineId);
  const discounts = draft.lines.map((line) => (byLine.get(line.id) ?? []).map((row) => ({ redemption: row.redemptionId, sequence: row.sequence, amount: row.amount })));
  const discountedAt = rows[0] ? Temporal.Instant.fromEpochMilliseconds(rows[0].issuedAt.getTime()) : draft.issuedAt;
  return { draft, discounts, discountedAt };
}

/**
 * Voids an invoice and issues another of the same lines and discounts, which takes its place: taxed, addressed and dated as the account is now.
 * The two void each other in the ledger but for what the second says. For operators.
 */
export async function reissueInvoice(context: BillingContext, input: CommandInvoice): Promise<Invoice> {
  const { tx, ids, config } = context;
  const held = await holdInvoice(context, input, 'reissue');
  await requireRevocable(context, held);
  const { draft: before, discounts, discountedAt } = await issuedBefore(context, held.invoice.id);
  await revokeInvoice(context, held);
  const draft: InvoiceDraft = { ...before, issuedAt: held.now, lines: before.lines.map((line) => ({ ...line, id: ids('line') })) };
  const id = ids('inv');
  const ready = [{ id, version: 1, draft, finalizedAt: held.now, discountedAt }];
  const terms = await draftTerms(tx, [draft], config);
  await finalizeDrafts(context, ready, terms, (final) => insertInvoices(tx, final, held.invoice.id), { discounts: [discounts], used: [] });
  return readInvoice(context, id);
}
