import { arrayOf, compileWrite, json, nullableText, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import { invoices } from '../db/invoices.ts';
import type { TotalledDraft } from '../selectors/drafting/total-draft.ts';
import { type FinalInvoice, finalRow } from './final-row.ts';
import { discountRows, type DiscountedInvoice, lineRows } from './line-rows.ts';

// What was used has been rated anew, and has lines of its own.
const dropUsage = compileWrite({ ids: arrayOf(invoices.id) }, (_q, p) => sql`delete from billing.invoice_lines where invoice_id = any(${p.ids}::uuid[]) and share is not null`);

const saveLines = compileWrite(
  { lines: json, discounts: json },
  (_q, p) => sql`
    with line as (
      select * from jsonb_to_recordset(${p.lines}::jsonb) as line (id uuid, "invoiceId" uuid, "ownerId" text, position integer, "subscriptionId" uuid,
        "chargeId" uuid, "chargeKey" text, description text, quantity numeric, "periodStart" timestamptz, "periodEnd" timestamptz, amount bigint,
        tax bigint, explanation jsonb, reason text, sequence integer, "taxTreatment" text, "taxRateId" uuid, discount bigint, timing text,
        "billedSince" timestamptz, share text)
    ), taxed as (
      update billing.invoice_lines known set tax = line.tax, tax_treatment = line."taxTreatment", tax_rate_id = line."taxRateId", discount = line.discount
      from line where known.id = line.id
    ), used as (
      insert into billing.invoice_lines (id, invoice_id, owner_id, position, subscription_id, charge_id, charge_key, description, quantity, period_start,
        period_end, amount, tax, explanation, reason, sequence, tax_treatment, tax_rate_id, discount, timing, billed_since, share)
      select line.* from line where line.share is not null
    )
    insert into billing.invoice_line_discounts (line_id, redemption_id, owner_id, subscription_id, issued_at, sequence, amount)
    select discount.*
    from jsonb_to_recordset(${p.discounts}::jsonb) as discount ("lineId" uuid, "redemptionId" uuid, "ownerId" text, "subscriptionId" uuid,
      "issuedAt" timestamptz, sequence integer, amount bigint)`,
);

// After the lines, which only a draft's can change.
const saveRows = compileWrite(
  { invoices: json },
  (_q, p) => sql`
    update billing.invoices invoice set number = final.number, status = final.status, issue_date = final."issueDate", due_date = final."dueDate",
      subtotal = final.subtotal, discount = final.discount, tax = final.tax, total = final.total, amount_due = final."amountDue",
      seller_name = final."sellerName", bill_to_name = account.name, time_zone = final."timeZone", finalized_at = final."finalizedAt", finalizes_at = null,
      credit_applied = final."creditApplied", credit_carried = final."creditCarried", tax_note = final."taxNote", finalization_failure = null,
      version = invoice.version + 1
    from jsonb_to_recordset(${p.invoices}::jsonb) as final (id uuid, number text, status text, "issueDate" date, "dueDate" date, subtotal bigint,
      discount bigint, tax bigint, total bigint, "amountDue" bigint, "sellerName" text, "timeZone" text, "finalizedAt" timestamptz,
      "creditApplied" bigint, "creditCarried" bigint, "taxNote" text), billing.accounts account
    where invoice.id = final.id and account.id = invoice.account_id`,
);

/** Makes documents of drafts that are stored, in three statements. */
export async function saveFinalInvoices(tx: Tx<'billing'>, final: readonly (FinalInvoice & DiscountedInvoice)[]): Promise<void> {
  await tx.run(dropUsage, { ids: final.map(({ id }) => id) });
  await tx.run(saveLines, { lines: final.flatMap(lineRows), discounts: final.flatMap(discountRows) });
  await tx.run(saveRows, { invoices: final.map((invoice) => ({ id: idToUuid(invoice.id), ...finalRow(invoice) })) });
}

const saveAbandonedRow = compileWrite(
  { id: invoices.id, subtotal: invoices.subtotal, tax: invoices.tax, total: invoices.total, creditCarried: invoices.creditCarried, taxNote: nullableText },
  (q, { id, taxNote, ...totals }) => q.update(invoices).set({ ...totals, taxNote: sql`${taxNote}` }).where(eq(invoices.id, id)),
);

/** Writes what a draft that will never be final comes to. */
export async function saveAbandoned(tx: Tx<'billing'>, id: Id<'inv'>, totalled: TotalledDraft): Promise<void> {
  const { subtotal, tax, total, accountCredit: creditCarried } = totalled.totals;
  await tx.run(dropUsage, { ids: [id] });
  await tx.run(saveLines, { lines: lineRows({ id, ...totalled }), discounts: [] });
  await tx.run(saveAbandonedRow, { id, subtotal, tax, total, creditCarried, taxNote: totalled.taxNote });
}
