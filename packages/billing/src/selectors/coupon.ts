import type { Coupon, CouponRedemption } from '../contract/coupons.ts';
import { couponRedemptions, coupons } from '../db/coupons.ts';

const { id, code, name, percentOff, amountsOff, duration, periods, plans, charges, redeemBy, maximumRedemptions, redemptions, status, version, createdAt, archivedAt } =
  coupons;
export const couponColumns = {
  id, code, name, percentOff, amountsOff, duration, periods, plans, charges, redeemBy, maximumRedemptions, redemptions, status, version, createdAt, archivedAt,
};

/** A coupon as callers see it. */
export const toCoupon = (row: typeof coupons.$inferSelect): Coupon => ({
  ...row,
  amountsOff: Object.entries((row.amountsOff ?? {}) as Readonly<Record<string, string>>).map(([currency, amount]) => ({ currency, amount })),
  redeemBy: row.redeemBy?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

const redemption = couponRedemptions;
export const redemptionColumns = {
  id: redemption.id,
  couponId: redemption.couponId,
  accountId: redemption.accountId,
  subscriptionId: redemption.subscriptionId,
  periodsLeft: redemption.periodsLeft,
  version: redemption.version,
  createdAt: redemption.createdAt,
};

type RedemptionRow = Omit<typeof couponRedemptions.$inferSelect, 'ownerId'>;

/** A redemption as callers see it. */
export const toRedemption = (row: RedemptionRow & { readonly code: string }): CouponRedemption => ({ ...row, createdAt: row.createdAt.toISOString() });
