import { compile } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { Coupon, GetCoupon } from '../contract/coupons.ts';
import { coupons } from '../db/coupons.ts';
import { billingErrors } from '../errors.ts';
import { couponColumns, toCoupon } from './coupon.ts';

export const couponById = compile({ id: coupons.id }, (q, { id }) => q.select(couponColumns).from(coupons).where(eq(coupons.id, id)));

/** One coupon, for operators: its code is worth money. */
export async function getCoupon({ db, actor }: BillingReadContext, { couponId }: GetCoupon): Promise<Coupon> {
  requireOperator(actor);
  const [row] = await db.run(couponById, { id: couponId });
  if (!row) throw billingErrors.couponNotFound({ couponId });
  return toCoupon(row);
}
