import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, type Page, pageOf, requireOperator } from '@plinth/kernel';
import { desc, lt } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { Coupon, ListCoupons } from '../contract/coupons.ts';
import { coupons } from '../db/coupons.ts';
import { couponColumns, toCoupon } from './coupon.ts';

const couponsBefore = compile({ before: coupons.id, limit: integer }, (q, p) =>
  q.select(couponColumns).from(coupons).where(lt(coupons.id, p.before)).orderBy(desc(coupons.id)).limit(limitOf(p.limit)),
);

/** All coupons, newest first, for operators. */
export async function listCoupons({ db, actor }: BillingReadContext, { cursor, limit = defaultLimit }: ListCoupons): Promise<Page<Coupon>> {
  requireOperator(actor);
  const rows = await db.run(couponsBefore, { before: newestBefore('coupon', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toCoupon);
}
