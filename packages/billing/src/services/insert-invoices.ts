import { compileWrite, json, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingConfig } from '../config.ts';
import { localDateOf } from '../rules/billing-calendar.ts';
import type { DraftLine } from '../selectors/drafting/invoice-draft.ts';
import type { SettledDraft } from '../selectors/drafting/total-draft.ts';

// The names are read here and kept in the row. An account that is out of scope leaves its lines without an invoice, which fails.
const insertRows = compileWrite(
  { invoices: json, lines: json, discounts: json },
  (_q, p) => sql`
    with issued as (
      insert into billing.invoices (id, account_id, owner_id, number, status, currency, issue_date, due_date, subtotal, tax, total, amount_due,
        seller_name, bill_to_name, time_zone, test_clock_id, finalized_at, credit_applied, credit_carried, tax_note, discount)
      select draft.id, account.id, draft."ownerId", draft.number, case when draft."amountDue" = 0 then 'paid' else 'open' end, draft.currency,
        draft."issueDate", draft."dueDate", draft.subtotal, draft.tax, draft.total, draft."amountDue", draft."sellerName", account.name, draft."timeZone",
        draft."testClockId", draft."finalizedAt", draft."creditApplied", draft."creditCarried", draft."taxNote", draft.discount
      from jsonb_to_recordset(${p.invoices}::jsonb) as draft (id uuid, "accountId" uuid, "ownerId" text, number text, currency text,
        "issueDate" date, "dueDate" date, subtotal bigint, tax bigint, total bigint, "sellerName" text, "timeZone" text, "testClockId" uuid,
        "finalizedAt" timestamptz, "amountDue" bigint, "creditApplied" bigint, "creditCarried" bigint, "taxNote" text, discount bigint)
      join billing.accounts account on account.id = draft."accountId"
    ), discounted as (
      insert into billing.invoice_line_discounts (line_id, redemption_id, owner_id, subscription_id, issued_at, sequence, amount)
      select discount.*
      from jsonb_to_recordset(${p.discounts}::jsonb) as discount ("lineId" uuid, "redemptionId" uuid, "ownerId" text, "subscriptionId" uuid,
        "issuedAt" timestamptz, sequence integer, amount bigint)
    )
    insert into billing.invoice_lines (id, invoice_id, owner_id, position, subscription_id, charge_id, charge_key, description, quantity,
      period_start, period_end, amount, tax, explanation, reason, sequence, credits, whole_amount, cycle_start, cycle_end,
      tax_treatment, tax_rate_id, discount)
    select line.*
    from jsonb_to_recordset(${p.lines}::jsonb) as line (id uuid, "invoiceId" uuid, "ownerId" text, position integer, "subscriptionId" uuid,
      "chargeId" uuid, "chargeKey" text, description text, quantity numeric, "periodStart" timestamptz, "periodEnd" timestamptz, amount bigint,
      tax bigint, explanation jsonb, reason text, sequence integer, credits uuid, "wholeAmount" bigint, "cycleStart" timestamptz,
      "cycleEnd" timestamptz, "taxTreatment" text, "taxRateId" uuid, discount bigint)`,
);

/** A draft that has become a document. */
export interface NumberedDraft extends SettledDraft {
  readonly id: Id<'inv'>;
  readonly number: string;
}

function invoiceRow({ id, number, draft, totals, taxNote, amountDue, creditApplied }: NumberedDraft, { sellerName, paymentTermsDays }: BillingConfig): object {
  const { account, issuedAt } = draft;
  const issueDate = localDateOf(issuedAt, account.timeZone);
  return {
    id: idToUuid(id),
    accountId: idToUuid(account.id),
    ownerId: account.ownerId,
    number,
    currency: account.currency,
    issueDate: issueDate.toString(),
    dueDate: issueDate.add({ days: paymentTermsDays }).toString(),
    subtotal: totals.subtotal.toString(),
    tax: totals.tax.toString(),
    total: totals.total.toString(),
    sellerName,
    timeZone: account.timeZone,
    testClockId: account.testClockId && idToUuid(account.testClockId),
    finalizedAt: issuedAt.toString(),
    amountDue: amountDue.toString(),
    creditApplied: creditApplied.toString(),
    creditCarried: totals.accountCredit.toString(),
    taxNote,
    discount: totals.discount.toString(),
  };
}

function lineRow({ id: invoiceId, draft, totals, taxes }: NumberedDraft, line: DraftLine, position: number): object {
  const { subscriptionId, chargeId, chargeKey, description, quantity, period, amount, explanation, reason, sequence, credits, whole } = line;
  const { treatment, rate } = taxes[position] ?? { treatment: 'taxable', rate: null };
  return {
    id: idToUuid(line.id),
    invoiceId: idToUuid(invoiceId),
    ownerId: draft.account.ownerId,
    position: position + 1,
    subscriptionId: idToUuid(subscriptionId),
    chargeId: idToUuid(chargeId),
    chargeKey,
    description,
    quantity: quantity?.toFixed() ?? null,
    periodStart: period.start.toString(),
    periodEnd: period.end.toString(),
    amount: amount.toString(),
    tax: (totals.lines[position]?.tax ?? 0n).toString(),
    explanation,
    reason,
    sequence,
    credits: credits && idToUuid(credits),
    wholeAmount: whole?.amount.toString() ?? null,
    cycleStart: whole?.cycle.start.toString() ?? null,
    cycleEnd: whole?.cycle.end.toString() ?? null,
    taxTreatment: treatment,
    taxRateId: rate && idToUuid(rate.id),
    discount: (totals.lines[position]?.discount ?? 0n).toString(),
  };
}

const discountRows = ({ draft, discounts }: NumberedDraft): object[] =>
  draft.lines.flatMap((line, position) =>
    (discounts[position] ?? []).map(({ redemption, sequence, amount }) => ({
      lineId: idToUuid(line.id),
      redemptionId: idToUuid(redemption),
      ownerId: draft.account.ownerId,
      subscriptionId: idToUuid(line.subscriptionId),
      issuedAt: draft.issuedAt.toString(),
      sequence,
      amount: amount.toString(),
    })),
  );

/** Writes the invoices, their lines and what coupons took off those, in one statement. */
export async function insertInvoices(tx: Tx<'billing'>, invoices: readonly NumberedDraft[], config: BillingConfig): Promise<void> {
  await tx.run(insertRows, {
    invoices: invoices.map((invoice) => invoiceRow(invoice, config)),
    lines: invoices.flatMap((invoice) => invoice.draft.lines.map((line, position) => lineRow(invoice, line, position))),
    discounts: invoices.flatMap(discountRows),
  });
}
