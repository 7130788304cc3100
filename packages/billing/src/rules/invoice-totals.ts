import { carryCredit } from './account-credit.ts';
import { discountItems, type Coupon } from './discounts.ts';
import { sumAmounts } from './money.ts';
import { taxLines, taxSubtotals, type TaxableLine, type TaxedLine, type TaxSettings, type TaxSubtotal } from './tax.ts';

export interface TotalledLine extends TaxedLine {
  /** As rated, before coupons. */
  readonly amount: bigint;
  /** What the coupons took off it. */
  readonly discount: bigint;
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
  const discounted = coupons.reduce<readonly { key: string; amount: bigint }[]>(discountItems, lines);
  const afterCoupons = lines.map((line, index) => ({ ...line, amount: discounted[index]?.amount ?? line.amount }));
  const taxed = taxLines(afterCoupons, tax);
  const totalled = taxed.map((line, index) => {
    const amount = lines[index]?.amount ?? 0n;
    return { ...line, amount, discount: amount - (afterCoupons[index]?.amount ?? 0n) };
  });
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
