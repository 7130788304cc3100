import { z } from 'zod';
import { zero } from '../../src/rules/decimal.ts';
import type { Coupon } from '../../src/rules/discounts.ts';
import { fraction, percentShare } from '../../src/rules/fraction.ts';
import { totalInvoice } from '../../src/rules/invoice-totals.ts';
import { adapter, type Adapters } from '../case.ts';
import { decimal, minor, whole } from '../input.ts';
import { taxSettings } from './tax.ts';

const percentage = z.enum(['percent', 'percentage']);

const coupon = z.union([
  z.object({ kind: z.literal('fixed'), amount_minor: minor }).transform(({ amount_minor: amount }): Coupon => ({ kind: 'fixed', amount })),
  z
    .object({ kind: percentage, percent: decimal })
    .transform(({ percent }): Coupon => ({ kind: 'percentage', share: percentShare(percent) })),
  z
    .object({ kind: percentage, percentage_bp: whole })
    .transform(({ percentage_bp: points }): Coupon => ({ kind: 'percentage', share: fraction(points, 10_000n) })),
]);

const fee = z
  .object({ key: z.string(), amount_minor: minor, tax_percent: decimal.default(zero) })
  .transform(({ key, amount_minor: amount, tax_percent: ratePercent }) => ({ key, amount, ratePercent }));

const totals = adapter(z.object({ fees: z.array(fee), coupons: z.array(coupon).default([]) }), ({ fees, coupons }, each) => {
  const invoice = totalInvoice(fees, coupons, taxSettings.parse(each.input));
  return {
    coupon_share_minor: invoice.lines.map((line) => line.discount),
    tax_minor: invoice.lines.map((line) => line.tax),
    fees_minor: invoice.subtotal,
    coupons_minor: invoice.discount,
    subtotal_excl_tax_minor: invoice.net,
    tax_total_minor: invoice.tax,
    total_minor: invoice.total,
  };
});

export const invoiceTotalsCases: Adapters = { invoice_totals: totals };
