import type { Id } from '@plinth/kernel';
import type { AppliedDiscount } from '../contract/coupons.ts';
import { sumAmounts } from '../rules/money.ts';
import { moneyOf } from './money.ts';

/** What a coupon takes off a line, in minor units. */
export interface NamedDiscount {
  readonly redemptionId: Id<'redemption'>;
  readonly code: string;
  readonly amount: bigint;
}

/** Discounts as callers see them, in the same order. */
export const toDiscounts = (discounts: readonly NamedDiscount[], currency: string): AppliedDiscount[] =>
  discounts.map(({ redemptionId, code, amount }) => ({ redemptionId, code, amount: moneyOf('discount', amount, currency) }));

/** What each coupon takes off all lines of a document; `order` is that of their effect. */
export function invoiceDiscounts(discounts: readonly NamedDiscount[], order: readonly Id<'redemption'>[], currency: string): AppliedDiscount[] {
  const byCoupon = Map.groupBy(discounts, ({ redemptionId }) => redemptionId);
  const sums = order.flatMap((redemptionId) => {
    const own = byCoupon.get(redemptionId) ?? [];
    return own[0] ? [{ ...own[0], amount: sumAmounts(own.map(({ amount }) => amount)) }] : [];
  });
  return toDiscounts(sums, currency);
}
