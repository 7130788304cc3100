import type { Id } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import { type CouponLine, discountLines, type LineDiscount } from '../../rules/coupon-effects.ts';
import { hasCome } from '../../rules/subscription-state.ts';
import type { AccountCoupon, Coupons, DiscountedLine } from './draft-coupons.ts';
import type { DraftLine, InvoiceDraft } from './invoice-draft.ts';

/** What coupons take off each line of a draft. */
export type DraftDiscounts = readonly (readonly LineDiscount[])[];

export interface DiscountedDrafts {
  /** Of each draft. */
  readonly discounts: readonly DraftDiscounts[];
  /** The coupons that have fewer periods left. */
  readonly used: readonly AccountCoupon[];
}

const isAmong = (keys: readonly string[], key: string | null | undefined): boolean => keys.length === 0 || keys.some((known) => known === key);

const couponLine = (line: DraftLine, index: number, issuedAt: Temporal.Instant, issued: ReadonlyMap<Id<'line'>, DiscountedLine>): CouponLine & { readonly line: DraftLine } => ({
  key: index.toString(),
  amount: line.amount,
  subscription: line.subscriptionId ?? '',
  billedSince: line.billedSince ?? issuedAt,
  credited: line.credits && (issued.get(line.credits) ?? null),
  line,
});

/**
 * The discounts of drafts in their order: the next draft of an account finds its coupons as the one before has left them. None discounts
 * what is dated before it was redeemed, or what no subscription bills.
 */
export function discountDrafts(drafts: readonly InvoiceDraft[], { redeemed, planOf, issued: known }: Coupons): DiscountedDrafts {
  const issued = new Map(known);
  const current = new Map(redeemed.map((coupon) => [coupon.id, coupon]));
  const byAccount = Map.groupBy(redeemed, ({ accountId }) => accountId);
  const appliesTo = ({ subscriptionId, plans, charges }: AccountCoupon, { chargeId, chargeKey, ...line }: DraftLine): boolean =>
    chargeId !== null && (subscriptionId === null || subscriptionId === line.subscriptionId) && isAmong(plans, planOf.get(chargeId)) && isAmong(charges, chargeKey);

  const discounts = drafts.map(({ account, issuedAt, lines }): DraftDiscounts => {
    const coupons = (byAccount.get(account.id) ?? []).flatMap(({ id, redeemedAt }) => (hasCome(redeemedAt, issuedAt) ? (current.get(id) ?? []) : []));
    if (coupons.length === 0) return lines.map(() => []);
    const asked = lines.map((line, index) => couponLine(line, index, issuedAt, issued));
    const applied = discountLines({ lines: asked, issuedAt, applies: (coupon: AccountCoupon, { line }) => appliesTo(coupon, line) }, coupons);
    for (const coupon of applied.coupons) current.set(coupon.id, coupon);
    for (const [index, { id, amount }] of lines.entries()) issued.set(id, { amount, discounts: applied.discounts[index] ?? [] });
    return applied.discounts;
  });
  const used = redeemed.flatMap(({ id, periodsLeft }) => {
    const after = current.get(id);
    return after && after.periodsLeft !== periodsLeft ? [after] : [];
  });
  return { discounts, used };
}
