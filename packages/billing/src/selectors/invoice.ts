import { arrayOf, compile, type Reader } from '@plinth/db';
import { type Id, uuidToId } from '@plinth/kernel';
import { asc, eq, sql } from 'drizzle-orm';
import type { Explanation } from '../contract/explanation.ts';
import type { Invoice } from '../contract/invoices.ts';
import { invoiceLines, invoices } from '../db/invoices.ts';
import { taxRates } from '../db/taxes.ts';
import { sumAmounts } from '../rules/money.ts';
import { invoiceDiscounts, type NamedDiscount, toDiscounts } from './invoice-discounts.ts';
import { invoiceTaxes, type LineTaxed } from './invoice-taxes.ts';
import { moneyOf } from './money.ts';

const { id, accountId, ownerId, number, status, currency, issueDate, dueDate, ...rest } = invoices;
const { subtotal, tax, total, amountDue, sellerName, billToName, timeZone, finalizedAt, version, creditApplied, creditCarried, taxNote, discount } = rest;

export const invoiceColumns = {
  id, accountId, ownerId, number, status, currency, issueDate, dueDate, subtotal, tax, total, amountDue, sellerName, billToName, timeZone, finalizedAt, version, creditApplied, creditCarried, taxNote, discount,
};

export type InvoiceRow = Omit<typeof invoices.$inferSelect, 'testClockId'>;

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
      rateKey: taxRates.key,
      rateName: taxRates.name,
      jurisdiction: taxRates.jurisdiction,
      percentage: taxRates.percentage,
      behavior: taxRates.behavior,
      discount: invoiceLines.discount,
      discounts: discountsOfLine,
    })
    .from(invoiceLines)
    .leftJoin(taxRates, eq(taxRates.id, invoiceLines.taxRateId))
    .where(sql`${invoiceLines.invoiceId} = any(${p.ids})`)
    .orderBy(asc(invoiceLines.invoiceId), asc(invoiceLines.position)),
);

type LineRow = typeof linesOfInvoices extends { readonly decode?: (row: readonly unknown[]) => infer Row } ? Row : never;

function rateOf({ rateId: id, rateKey: key, rateName: name, jurisdiction, percentage, behavior }: LineRow): LineTaxed['rate'] {
  if (id === null || key === null || name === null || jurisdiction === null || percentage === null || behavior === null) return null;
  return { id, key, name, jurisdiction, percentage, behavior };
}

function taxOf(line: LineRow): LineTaxed {
  const rate = rateOf(line);
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

const toLine = (line: LineRow, { treatment, rate, net }: LineTaxed, code: string): Invoice['lines'][number] => ({
  id: line.id,
  subscriptionId: line.subscriptionId,
  charge: line.charge,
  description: line.description,
  quantity: line.quantity,
  period: { start: line.start.toISOString(), end: line.end.toISOString() },
  amount: moneyOf('amount', line.amount, code),
  discount: moneyOf('discount', line.discount, code),
  discounts: toDiscounts(discountsOf(line), code),
  net: moneyOf('net', net, code),
  taxTreatment: treatment,
  taxRate: rate,
  tax: moneyOf('tax', line.tax, code),
  explanation: line.explanation as Explanation,
});

function toInvoice(row: InvoiceRow, lines: readonly LineRow[]): Invoice {
  const money = (field: 'subtotal' | 'discount' | 'tax' | 'total' | 'creditApplied' | 'creditCarried' | 'amountDue') => moneyOf(field, row[field], row.currency);
  const taxed = lines.map(taxOf);
  const discounts = lines.flatMap(discountsOf);
  return {
    id: row.id,
    number: row.number,
    accountId: row.accountId,
    status: row.status,
    currency: row.currency,
    issueDate: row.issueDate,
    dueDate: row.dueDate,
    seller: { name: row.sellerName },
    billTo: { name: row.billToName },
    lines: lines.map((line) => toLine(line, taxOf(line), row.currency)),
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
    timeZone: row.timeZone,
    finalizedAt: row.finalizedAt.toISOString(),
    version: row.version,
  };
}

/** Invoices as callers see them, in the same order; the lines of all of them are one read. */
export async function withLines(db: Reader<'billing'>, rows: readonly InvoiceRow[]): Promise<Invoice[]> {
  const lines = rows.length === 0 ? [] : await db.run(linesOfInvoices, { ids: rows.map((row) => row.id) });
  const byInvoice = Map.groupBy(lines, ({ invoiceId }) => invoiceId);
  return rows.map((row) => toInvoice(row, byInvoice.get(row.id) ?? []));
}
