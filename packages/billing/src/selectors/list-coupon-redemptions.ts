import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, ownersWith, type Page, pageOf } from '@plinth/kernel';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { CouponRedemption, ListCouponRedemptions } from '../contract/coupons.ts';
import { couponRedemptions, coupons } from '../db/coupons.ts';
import { accountOwner } from './account.ts';
import { redemptionColumns, toRedemption } from './coupon.ts';

const redemptionsOfAccount = compile({ accountId: couponRedemptions.accountId, before: couponRedemptions.id, limit: integer }, (q, p) =>
  q
    .select({ ...redemptionColumns, code: coupons.code })
    .from(couponRedemptions)
    .innerJoin(coupons, eq(coupons.id, couponRedemptions.couponId))
    .where(and(eq(couponRedemptions.accountId, p.accountId), lt(couponRedemptions.id, p.before)))
    .orderBy(desc(couponRedemptions.id))
    .limit(limitOf(p.limit)),
);

/** What an account has redeemed, newest first; nothing of a stranger's. */
export async function listCouponRedemptions({ db, actor }: BillingReadContext, input: ListCouponRedemptions): Promise<Page<CouponRedemption>> {
  const { accountId, cursor, limit = defaultLimit } = input;
  const [account] = await db.run(accountOwner, { id: accountId });
  const owners = account ? ownersWith(actor, 'billing:subscriptions:read', account.ownerId) : [];
  if (owners.length === 0) return { data: [], nextCursor: null };
  const rows = await db.run(redemptionsOfAccount, { accountId, before: newestBefore('redemption', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toRedemption);
}
