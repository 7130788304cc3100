import { arrayOf, compile } from '@plinth/db';
import { type Id, uuidToId } from '@plinth/kernel';
import { asc, eq, sql } from 'drizzle-orm';
import type { Explanation } from '../contract/explanation.ts';
import type { Invoice } from '../contract/invoices.ts';
import { invoiceLines, invoices } from '../db/invoices.ts';
import { taxRates } from '../db/taxes.ts';
import { appliedTaxRate } from '../rules/applied-tax-rate.ts';
import { sumAmounts } from '../rules/money.ts';
import { invoiceDiscounts, type NamedDiscount, toDiscounts } from './invoice-discounts.ts';
import { invoiceTaxes, type LineTaxed } from './invoice-taxes.ts';
import { type DraftContext, type WaitingInvoice, waitingInvoices } from './drafting/previewed-invoice.ts';
import { moneyOf } from './money.ts';

const { id, accountId, ownerId, number, status, currency, issueDate, dueDate, ...rest } = invoices;
const { subtotal, tax, total, amountDue, sellerName, billToName, timeZone, finalizedAt, version, creditApplied, creditCarried, taxNote, discount, createdAt, finalizesAt, finalizationFailure, voidedAt, uncollectibleAt, replaces } = rest;

export const invoiceColumns = {
  id, accountId, ownerId, number, status, currency, issueDate, dueDate, subtotal, tax, total, amountDue, sellerName, billToName, timeZone, finalizedAt, version, creditApplied, creditCarried, taxNote, discount,
  createdAt, finalizesAt, finalizationFailure, voidedAt, uncollectibleAt, replaces,
  replacedBy: sql<string | null>`(select other.id from billing.invoices other where other.replaces = invoices.id)`,
};

export type InvoiceRow = Omit<typeof invoices.$inferSelect, 'testClockId' | 'finalizationAttempts'> & { readonly replacedBy: string | null };

// In the order of their effect.
const discountsOfLine = sql<string>`case when ${invoiceLines.discount} <> 0 then (
  select jsonb_agg(jsonb_build_object('redemption', redemption.id, 'redeemedAt', redemption.created_at, 'code', coupon.code, 'amount', part.amount::text)
    order by redemption.created_at, redemption.id)
  from billing.invoice_line_discounts part
  join billing.coupon_redemptions redemption on redemption.id = part.redemption_id
  join billing.coupons coupon on coupon.id = redemption.coupon_id
  where part.line_id = ${invoiceLines.id})::text else '[]' end`;

const linesOfInvoices = compile({ ids: arrayOf(invoices.id) }, (q, p) =>
  q
    .select({
      id: invoiceLines.id,
      invoiceId: invoiceLines.invoiceId,
      subscriptionId: invoiceLines.subscriptionId,
      charge: invoiceLines.chargeKey,
      description: invoiceLines.description,
      quantity: invoiceLines.quantity,
      start: invoiceLines.periodStart,
      end: invoiceLines.periodEnd,
      amount: invoiceLines.amount,
      tax: invoiceLines.tax,
      explanation: invoiceLines.explanation,
      taxTreatment: invoiceLines.taxTreatment,
      rateId: taxRates.id,
      key: taxRates.key,
      name: taxRates.name,
      jurisdiction: taxRates.jurisdiction,
      percentage: taxRates.percentage,
      behavior: taxRates.behavior,
      parts: taxRates.parts,
      discount: invoiceLines.discount,
      discounts: discountsOfLine,
    })
    .from(invoiceLines)
    .leftJoin(taxRates, eq(taxRates.id, invoiceLines.taxRateId))
    .where(sql`${invoiceLines.invoiceId} = any(${p.ids})`)
    .orderBy(asc(invoiceLines.invoiceId), asc(invoiceLines.position)),
);

type LineRow = typeof linesOfInvoices extends { readonly decode?: (row: readonly unknown[]) => infer Row } ? Row : never;

function taxOf(line: LineRow): LineTaxed {
  const rate = appliedTaxRate(line);
  const priced = line.amount - line.discount;
  return { treatment: line.taxTreatment, rate, net: rate?.behavior === 'inclusive' ? priced - line.tax : priced, tax: line.tax };
}

interface RedeemedDiscount extends NamedDiscount {
  readonly redeemedAt: string;
}

const discountsOf = ({ discounts }: LineRow): RedeemedDiscount[] =>
  (JSON.parse(discounts) as { redemption: string; redeemedAt: string; code: string; amount: string }[]).map(({ redemption, amount, ...named }) => ({
    ...named,
    redemptionId: uuidToId('redemption', redemption),
    amount: BigInt(amount),
  }));

/** Coupons in the order of their effect. */
function orderOf(discounts: readonly RedeemedDiscount[]): Id<'redemption'>[] {
  const keyed = [...new Map(discounts.map(({ redemptionId, redeemedAt }) => [redemptionId, `${redeemedAt} ${redemptionId}`]))];
  return keyed.sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([redemptionId]) => redemptionId);
}

/** A line with what is read from its row once. */
interface ReadLine {
  readonly line: LineRow;
  readonly taxed: LineTaxed;
  readonly discounts: readonly RedeemedDiscount[];
}

const readLine = (line: LineRow): ReadLine => ({ line, taxed: taxOf(line), discounts: line.discount === 0n ? [] : discountsOf(line) });

const toLine = ({ line, taxed: { treatment, rate, net }, discounts }: ReadLine, code: string): Invoice['lines'][number] => ({
  id: line.id,
  subscriptionId: line.subscriptionId,
  charge: line.charge,
  description: line.description,
  quantity: line.quantity,
  period: line.start && line.end && { start: line.start.toISOString(), end: line.end.toISOString() },
  amount: moneyOf('amount', line.amount, code),
  discount: moneyOf('discount', line.discount, code),
  discounts: toDiscounts(discounts, code),
  net: moneyOf('net', net, code),
  taxTreatment: treatment,
  taxRate: rate,
  tax: moneyOf('tax', line.tax, code),
  explanation: line.explanation as Explanation,
});

type Content = Pick<Invoice, 'lines' | 'subtotal' | 'discount' | 'discounts' | 'net' | 'taxes' | 'taxNote' | 'tax' | 'total' | 'creditApplied' | 'creditCarried' | 'amountDue'>;

function issuedContent(row: InvoiceRow, lines: readonly LineRow[]): Content {
  const money = (field: 'subtotal' | 'discount' | 'tax' | 'total' | 'creditApplied' | 'creditCarried' | 'amountDue') => moneyOf(field, row[field], row.currency);
  const read = lines.map(readLine);
  const taxed = read.map((line) => line.taxed);
  const discounts = read.flatMap((line) => line.discounts);
  return {
    lines: read.map((line) => toLine(line, row.currency)),
    subtotal: money('subtotal'),
    discount: money('discount'),
    discounts: invoiceDiscounts(discounts, orderOf(discounts), row.currency),
    net: moneyOf('net', sumAmounts(taxed.map(({ net }) => net)), row.currency),
    taxes: invoiceTaxes(taxed, row.currency),
    taxNote: row.taxNote,
    tax: money('tax'),
    total: money('total'),
    creditApplied: money('creditApplied'),
    creditCarried: money('creditCarried'),
    amountDue: money('amountDue'),
  };
}

function waitingContent({ draft, content }: WaitingInvoice): Content {
  const lines = content.lines.flatMap((line, index) => {
    const known = draft.lines[index];
    return known ? [{ id: known.id, subscriptionId: known.subscriptionId, ...line }] : [];
  });
  return { ...content, lines };
}

const instantText = (instant: Date | null): string | null => instant?.toISOString() ?? null;

const toInvoice = (row: InvoiceRow, content: Content): Invoice => ({
  ...content,
  id: row.id,
  number: row.number,
  accountId: row.accountId,
  status: row.status,
  currency: row.currency,
  issueDate: row.issueDate,
  dueDate: row.dueDate,
  seller: { name: row.sellerName },
  billTo: { name: row.billToName },
  timeZone: row.timeZone,
  createdAt: row.createdAt.toISOString(),
  finalizesAt: instantText(row.finalizesAt),
  finalizationFailure: row.finalizationFailure,
  finalizedAt: instantText(row.finalizedAt),
  voidedAt: instantText(row.voidedAt),
  uncollectibleAt: instantText(row.uncollectibleAt),
  replaces: row.replaces,
  replacedBy: row.replacedBy === null ? null : uuidToId('inv', row.replacedBy),
  version: row.version,
});

const isDraft = ({ status: own }: InvoiceRow): boolean => own === 'draft';

/** Invoices as callers see them, in the same order: what is final from its lines, which are one read; drafts as they are now. */
export async function withLines(context: DraftContext, rows: readonly InvoiceRow[]): Promise<Invoice[]> {
  const [drafts, issued] = [rows.filter(isDraft), rows.filter((row) => !isDraft(row))];
  const lines = issued.length === 0 ? [] : await context.db.run(linesOfInvoices, { ids: issued.map((row) => row.id) });
  const byInvoice = Map.groupBy(lines, ({ invoiceId }) => invoiceId);
  const waiting = await waitingInvoices(context, drafts.map((row) => row.accountId));
  return rows.map((row) => {
    const own = waiting.get(row.id);
    return toInvoice(row, own ? waitingContent(own) : issuedContent(row, byInvoice.get(row.id) ?? []));
  });
}
