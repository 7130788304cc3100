import { carryCredit } from './account-credit.ts';
import { discountItems, type Coupon } from './discounts.ts';
import { sumAmounts } from './money.ts';
import { taxLines, taxSubtotals, type TaxableLine, type TaxedLine, type TaxSettings, type TaxSubtotal } from './tax.ts';

export interface TotalledLine extends TaxedLine {
  /** As rated, before coupons. */
  readonly amount: bigint;
  /** What the coupons took off it; below zero where a credit gives back a part of what they took. */
  readonly discount: bigint;
  /** The same without tax, where that is within the price. */
  readonly netDiscount: bigint;
}

/** All amounts in minor units of the invoice's currency; each sum is that of its lines. */
export interface InvoiceTotals {
  readonly lines: readonly TotalledLine[];
  /** Lines before coupons, as priced: gross where prices include tax. */
  readonly subtotal: bigint;
  readonly discount: bigint;
  /** Without tax. */
  readonly net: bigint;
  readonly tax: bigint;
  readonly taxSubtotals: readonly TaxSubtotal[];
  /** What is asked for, never negative: net + tax = total - accountCredit. */
  readonly total: bigint;
  /** What the account keeps where credits exceed charges. */
  readonly accountCredit: bigint;
}

/**
 * Totals of an invoice from lines that are already rounded: coupons first, one after the other, each spread over the
 * lines it applies to; then tax on what is left of each line; then sums. Source: Lago, taxes after coupons.
 */
export function totalInvoice(lines: readonly TaxableLine[], coupons: readonly Coupon[], tax: TaxSettings): InvoiceTotals {
  const left = coupons.reduce<readonly { key: string; amount: bigint }[]>(discountItems, lines);
  return totalDiscounted(lines, lines.map(({ amount }, index) => amount - (left[index]?.amount ?? amount)), tax);
}

/** The same from the discount of each line, in minor units. */
export function totalDiscounted(lines: readonly TaxableLine[], discounts: readonly bigint[], tax: TaxSettings): InvoiceTotals {
  const discountOf = (index: number): bigint => discounts[index] ?? 0n;
  const taxed = taxLines(lines.map((line, index) => ({ ...line, amount: line.amount - discountOf(index) })), tax);
  const off = taxLines(lines.map((line, index) => ({ ...line, amount: discountOf(index) })), { ...tax, rounding: 'perLine' });
  const totalled = taxed.map((line, index) => ({ ...line, amount: lines[index]?.amount ?? 0n, discount: discountOf(index), netDiscount: off[index]?.net ?? 0n }));
  const sumOf = (part: 'amount' | 'discount' | 'net' | 'tax' | 'gross') => sumAmounts(totalled.map((line) => line[part]));
  const { amountDue: total, accountCredit } = carryCredit(sumOf('gross'));
  return {
    lines: totalled,
    subtotal: sumOf('amount'),
    discount: sumOf('discount'),
    net: sumOf('net'),
    tax: sumOf('tax'),
    taxSubtotals: taxSubtotals(taxed),
    total,
    accountCredit,
  };
}
