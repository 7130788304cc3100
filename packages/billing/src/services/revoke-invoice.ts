import { compile, compileWrite, instant } from '@plinth/db';
import { uuidToId } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import { invoices } from '../db/invoices.ts';
import { journalLines, journalTransactions } from '../db/journal.ts';
import { billingErrors } from '../errors.ts';
import { billingEvents } from '../events.ts';
import { type Posting, reversed } from '../rules/postings.ts';
import { moveAccountCredit } from './account-credit.ts';
import type { HeldInvoice } from './hold-invoice.ts';
import { invoicePayload } from './invoice-payload.ts';
import { postJournal } from './post-journal.ts';

const creditOf = compile(
  { id: invoices.id },
  (_q, p) => sql<{ id: string }>`
    select credit.invoice_id as id from billing.invoice_lines line join billing.invoice_lines credit on credit.credits = line.id and not credit.voided
    where line.invoice_id = ${p.id} and credit.invoice_id <> ${p.id} limit 1`,
);

const postingsOf = compile({ id: invoices.id }, (q, p) =>
  q
    .select({ ledgerAccount: journalLines.ledgerAccount, debit: journalLines.debit, credit: journalLines.credit, taxRateId: journalLines.taxRateId })
    .from(journalLines)
    .innerJoin(journalTransactions, eq(journalTransactions.id, journalLines.transactionId))
    .where(sql`${journalTransactions.kind} in ('invoice', 'invoiceUncollectible') and ${journalTransactions.sourceId} = ${p.id}`)
    .orderBy(journalTransactions.kind, journalLines.position),
);

const voidRows = compileWrite(
  { id: invoices.id, now: instant },
  (_q, p) => sql`
    with lines as (
      update billing.invoice_lines set voided = true where invoice_id = ${p.id} returning id
    ), discounts as (
      update billing.invoice_line_discounts discount set voided = true from lines where discount.line_id = lines.id
    )
    update billing.invoices set status = 'void', amount_due = 0, finalizes_at = null, voided_at = ${p.now}::timestamptz, version = version + 1 where id = ${p.id}`,
);

// As many as its other invoices leave it.
const countPeriods = compileWrite(
  { id: invoices.id },
  (_q, p) => sql`
    update billing.coupon_redemptions redemption set version = redemption.version + 1,
      periods_left = greatest(0, case coupon.duration when 'once' then 1 else coupon.periods end - (
        select count(distinct other.sequence) from billing.invoice_line_discounts other where other.redemption_id = redemption.id and not other.voided))
    from billing.coupons coupon
    where coupon.id = redemption.coupon_id and coupon.duration <> 'forever' and redemption.id in (
      select discount.redemption_id from billing.invoice_line_discounts discount join billing.invoice_lines line on line.id = discount.line_id
      where line.invoice_id = ${p.id})`,
);

/** `billing.invoice_partly_paid` where money came for it, `billing.invoice_credited` where another invoice gives back a part of it. */
export async function requireRevocable({ tx }: Pick<BillingContext, 'tx'>, { invoice: { id, status, total, creditApplied, amountDue } }: HeldInvoice): Promise<void> {
  if (status !== 'draft' && amountDue !== total - creditApplied) throw billingErrors.invoicePartlyPaid({ invoiceId: id });
  const [credit] = await tx.run(creditOf, { id });
  if (credit) throw billingErrors.invoiceCredited({ invoiceId: id, creditedBy: uuidToId('inv', credit.id) });
}

/** Makes an invoice void, with a posting that takes back what it posted, and gives the account back the credit that it took. */
export async function revokeInvoice({ tx, ids, publish }: BillingContext, { invoice, account, now }: HeldInvoice): Promise<void> {
  const { id, currency, total, creditApplied, version } = invoice;
  const postings: Posting[] = await tx.run(postingsOf, { id });
  await moveAccountCredit(tx, [{ accountId: account.id, ownerId: account.ownerId, change: creditApplied }]);
  const entry = { kind: 'invoiceVoid' as const, testClockId: account.testClockId, accountId: account.id, sourceId: id, occurredAt: now, currency };
  await postJournal(tx, [{ ...entry, postings: reversed(postings) }], ids);
  await tx.run(voidRows, { id, now: new Date(now.epochMilliseconds) });
  publish(billingEvents.invoiceVoided, invoicePayload({ id, version: version + 1, account, amount: total }));
}

/** Gives coupons back the periods that they were used for by this invoice alone. */
export async function returnPeriods({ tx }: Pick<BillingContext, 'tx'>, { invoice: { id } }: HeldInvoice): Promise<void> {
  await tx.run(countPeriods, { id });
}
