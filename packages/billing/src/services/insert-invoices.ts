import { compileWrite, json, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import type { DraftTerms } from '../selectors/drafting/total-draft.ts';
import { type FinalInvoice, finalRow } from './final-row.ts';
import { discountRows, type DiscountedInvoice, lineRows } from './line-rows.ts';

// The names are read here and kept in the row. An account that is out of scope leaves its lines without an invoice, which fails.
const insertRows = compileWrite(
  { invoices: json, lines: json, discounts: json },
  (_q, p) => sql`
    with issued as (
      insert into billing.invoices (id, account_id, owner_id, number, status, currency, issue_date, due_date, subtotal, tax, total, amount_due,
        seller_name, bill_to_name, time_zone, test_clock_id, finalized_at, credit_applied, credit_carried, tax_note, discount, created_at, finalizes_at, replaces)
      select draft.id, account.id, draft."ownerId", draft.number, draft.status, draft.currency,
        draft."issueDate", draft."dueDate", draft.subtotal, draft.tax, draft.total, draft."amountDue", draft."sellerName", account.name, draft."timeZone",
        draft."testClockId", draft."finalizedAt", draft."creditApplied", draft."creditCarried", draft."taxNote", draft.discount,
        draft."createdAt", draft."finalizesAt", draft.replaces
      from jsonb_to_recordset(${p.invoices}::jsonb) as draft (id uuid, "accountId" uuid, "ownerId" text, number text, status text, currency text,
        "issueDate" date, "dueDate" date, subtotal bigint, tax bigint, total bigint, "sellerName" text, "timeZone" text, "testClockId" uuid,
        "finalizedAt" timestamptz, "amountDue" bigint, "creditApplied" bigint, "creditCarried" bigint, "taxNote" text, discount bigint,
        "createdAt" timestamptz, "finalizesAt" timestamptz, replaces uuid)
      join billing.accounts account on account.id = draft."accountId"
    ), discounted as (
      insert into billing.invoice_line_discounts (line_id, redemption_id, owner_id, subscription_id, issued_at, sequence, amount)
      select discount.*
      from jsonb_to_recordset(${p.discounts}::jsonb) as discount ("lineId" uuid, "redemptionId" uuid, "ownerId" text, "subscriptionId" uuid,
        "issuedAt" timestamptz, sequence integer, amount bigint)
    )
    insert into billing.invoice_lines (id, invoice_id, owner_id, position, subscription_id, charge_id, charge_key, description, quantity,
      period_start, period_end, amount, tax, explanation, reason, sequence, credits, whole_amount, cycle_start, cycle_end,
      tax_treatment, tax_rate_id, discount, timing, billed_since, share, tax_rate)
    select line.*
    from jsonb_to_recordset(${p.lines}::jsonb) as line (id uuid, "invoiceId" uuid, "ownerId" text, position integer, "subscriptionId" uuid,
      "chargeId" uuid, "chargeKey" text, description text, quantity numeric, "periodStart" timestamptz, "periodEnd" timestamptz, amount bigint,
      tax bigint, explanation jsonb, reason text, sequence integer, credits uuid, "wholeAmount" bigint, "cycleStart" timestamptz,
      "cycleEnd" timestamptz, "taxTreatment" text, "taxRateId" uuid, discount bigint, timing text, "billedSince" timestamptz, share text, "taxRate" text)`,
);

/** An invoice that is yet to become final. */
export interface NewDraft {
  readonly id: Id<'inv'>;
  readonly draft: InvoiceDraft;
  readonly finalizesAt: ReturnType<DraftTerms['payers']['finalizesAt']> | null;
}

const identityOf = ({ id, draft: { account, issuedAt } }: Pick<NewDraft, 'id' | 'draft'>): object => ({
  id: idToUuid(id),
  accountId: idToUuid(account.id),
  ownerId: account.ownerId,
  currency: account.currency,
  timeZone: account.timeZone,
  testClockId: account.testClockId && idToUuid(account.testClockId),
  createdAt: issuedAt.toString(),
});

const draftRow = (invoice: NewDraft, sellerName: string): object => ({
  ...identityOf(invoice),
  status: 'draft',
  finalizesAt: invoice.finalizesAt?.toString() ?? null,
  subtotal: 0, tax: 0, total: 0, amountDue: 0, creditApplied: 0, creditCarried: 0, discount: 0,
  sellerName,
});

/** Writes drafts and their lines, in one statement; what they add up to is found whenever it is asked for. */
export async function insertDrafts(tx: Tx<'billing'>, drafts: readonly NewDraft[], sellerName: string): Promise<void> {
  await tx.run(insertRows, { invoices: drafts.map((draft) => draftRow(draft, sellerName)), lines: drafts.flatMap(lineRows), discounts: [] });
}

/** Writes final invoices, their lines and what coupons took off those, in one statement. */
export async function insertInvoices(tx: Tx<'billing'>, invoices: readonly (FinalInvoice & DiscountedInvoice)[], replaces: Id<'inv'> | null): Promise<void> {
  await tx.run(insertRows, {
    invoices: invoices.map((invoice) => ({ ...identityOf(invoice), ...finalRow(invoice), replaces: replaces && idToUuid(replaces) })),
    lines: invoices.flatMap(lineRows),
    discounts: invoices.flatMap(discountRows),
  });
}
