import { arrayOf, compile, type Reader } from '@plinth/db';
import { asc, sql } from 'drizzle-orm';
import type { Explanation } from '../contract/explanation.ts';
import type { Invoice } from '../contract/invoices.ts';
import { invoiceLines, invoices } from '../db/invoices.ts';
import { moneyOf } from './money.ts';

const { id, accountId, ownerId, number, status, currency, issueDate, dueDate, ...rest } = invoices;
const { subtotal, tax, total, amountDue, sellerName, billToName, timeZone, finalizedAt, version, creditApplied, creditCarried } = rest;

export const invoiceColumns = {
  id, accountId, ownerId, number, status, currency, issueDate, dueDate, subtotal, tax, total, amountDue, sellerName, billToName, timeZone, finalizedAt, version, creditApplied, creditCarried,
};

export type InvoiceRow = Omit<typeof invoices.$inferSelect, 'testClockId'>;

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
    })
    .from(invoiceLines)
    .where(sql`${invoiceLines.invoiceId} = any(${p.ids})`)
    .orderBy(asc(invoiceLines.invoiceId), asc(invoiceLines.position)),
);

type LineRow = typeof linesOfInvoices extends { readonly decode?: (row: readonly unknown[]) => infer Row } ? Row : never;

const toLine = (line: LineRow, code: string): Invoice['lines'][number] => ({
  id: line.id,
  subscriptionId: line.subscriptionId,
  charge: line.charge,
  description: line.description,
  quantity: line.quantity,
  period: { start: line.start.toISOString(), end: line.end.toISOString() },
  amount: moneyOf('amount', line.amount, code),
  tax: moneyOf('tax', line.tax, code),
  explanation: line.explanation as Explanation,
});

function toInvoice(row: InvoiceRow, lines: readonly LineRow[]): Invoice {
  const money = (field: 'subtotal' | 'tax' | 'total' | 'creditApplied' | 'creditCarried' | 'amountDue') => moneyOf(field, row[field], row.currency);
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
    lines: lines.map((line) => toLine(line, row.currency)),
    subtotal: money('subtotal'),
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
