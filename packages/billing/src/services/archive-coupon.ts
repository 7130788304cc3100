import { compileWrite, instant } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { ArchiveCoupon, Coupon } from '../contract/coupons.ts';
import { coupons } from '../db/coupons.ts';
import { billingErrors } from '../errors.ts';
import { toCoupon } from '../selectors/coupon.ts';
import { couponById } from '../selectors/get-coupon.ts';

const archive = compileWrite({ id: coupons.id, now: instant }, (q, p) =>
  q
    .update(coupons)
    .set({ status: 'archived', archivedAt: sql`${p.now}::timestamptz`, version: sql`${coupons.version} + 1` })
    .where(and(eq(coupons.id, p.id), eq(coupons.status, sql`'active'`))),
);

/** Takes a coupon off the market; where it was redeemed it goes on. A second call changes nothing. For operators. */
export async function archiveCoupon({ tx, clock, actor }: BillingContext, { couponId }: ArchiveCoupon): Promise<Coupon> {
  requireOperator(actor);
  await tx.run(archive, { id: couponId, now: clock.now() });
  const [row] = await tx.run(couponById, { id: couponId });
  if (!row) throw billingErrors.couponNotFound({ couponId });
  return toCoupon(row);
}
