import { allocate, type Allocation } from './allocation.ts';
import { fraction, type Fraction } from './fraction.ts';
import { shareOf, sumAmounts } from './money.ts';

/** An amount in minor units, or a share of what it applies to. */
export type Discount = { readonly kind: 'fixed'; readonly amount: bigint } | { readonly kind: 'percentage'; readonly share: Fraction };

/** A discount on an invoice; `appliesTo` holds it to the lines with these keys. */
export type Coupon = Discount & { readonly appliesTo?: readonly string[] };

export interface DiscountableItem {
  /** Unique among the items. */
  readonly key: string;
  readonly amount: bigint;
}

/**
 * Spreads a coupon over the items that it applies to, in proportion to their amounts, by largest remainder: one share an
 * item, in the same order, in minor units. It never takes more than those items hold, never more than the sum of all
 * items, and nothing from an item that is a credit: an invoice does not fall below zero.
 */
export function spreadDiscount(items: readonly DiscountableItem[], coupon: Coupon): Allocation[] {
  const applies = ({ key, amount }: DiscountableItem) => amount > 0n && (coupon.appliesTo?.includes(key) ?? true);
  const eligible = items.filter(applies);
  const base = atLeastZero(least(sumAmounts(eligible.map((item) => item.amount)), sumAmounts(items.map((item) => item.amount))));
  const wanted = coupon.kind === 'fixed' ? coupon.amount : shareOf(base, coupon.share);
  const shares = allocate(
    least(atLeastZero(wanted), base),
    eligible.map(({ key, amount }) => ({ key, weight: fraction(amount) })),
  );
  const byKey = new Map(shares.map(({ key, amount }) => [key, amount]));
  return items.map(({ key }) => ({ key, amount: byKey.get(key) ?? 0n }));
}

/** The items after a coupon. */
export function discountItems(items: readonly DiscountableItem[], coupon: Coupon): DiscountableItem[] {
  const shares = spreadDiscount(items, coupon);
  return items.map(({ key, amount }, index) => ({ key, amount: amount - (shares[index]?.amount ?? 0n) }));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
