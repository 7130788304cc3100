import { compile, compileWrite, instant, text } from '@plinth/db';
import { type Id, requestErrors, requirePermission } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { CouponRedemption, RedeemCoupon } from '../contract/coupons.ts';
import { couponRedemptions, coupons } from '../db/coupons.ts';
import { accounts } from '../db/schema.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { billingErrors } from '../errors.ts';
import { accountColumns } from '../selectors/account.ts';
import { couponColumns, redemptionColumns, toRedemption } from '../selectors/coupon.ts';
import { timeOf } from '../selectors/time-of.ts';

const accountById = compile({ id: accounts.id }, (q, { id }) => q.select(accountColumns).from(accounts).where(eq(accounts.id, id)));

const subscriptionOfAccount = compile({ id: subscriptions.id, accountId: subscriptions.accountId }, (q, p) =>
  q.select({ id: subscriptions.id }).from(subscriptions).where(and(eq(subscriptions.id, p.id), eq(subscriptions.accountId, p.accountId))),
);

// Counted where it is judged: of many at once no more succeed than there are left.
const countRedemption = compileWrite({ code: text, now: instant }, (q, p) =>
  q
    .update(coupons)
    .set({ redemptions: sql`${coupons.redemptions} + 1`, version: sql`${coupons.version} + 1` })
    .where(
      sql`${coupons.code} = ${p.code} and ${coupons.status} = 'active' and (${coupons.redeemBy} is null or ${coupons.redeemBy} > ${p.now}::timestamptz)
        and (${coupons.maximumRedemptions} is null or ${coupons.redemptions} < ${coupons.maximumRedemptions})`,
    )
    .returning(couponColumns),
);

const { id, couponId, accountId, ownerId, subscriptionId, periodsLeft, createdAt } = couponRedemptions;

const insertRedemption = compileWrite({ id, couponId, accountId, ownerId, subscriptionId, periodsLeft, createdAt }, (q, row) =>
  q.insert(couponRedemptions).values(row).onConflictDoNothing().returning(redemptionColumns),
);

interface Redeemer {
  readonly account: Pick<typeof accounts.$inferSelect, 'id' | 'ownerId' | 'currency'>;
  readonly subscriptionId: Id<'sub'> | null;
  /** In the account's time. */
  readonly now: Date;
}

/** Redeems a code for an account that the caller may write. `pointer` is where the code stands in the input. */
async function redeemFor({ tx, ids }: Pick<BillingContext, 'tx' | 'ids'>, code: string, pointer: string, redeemer: Redeemer): Promise<CouponRedemption> {
  const { account, now } = redeemer;
  const [coupon] = await tx.run(countRedemption, { code, now });
  if (!coupon) throw billingErrors.couponNotRedeemable({ code });
  const { currency } = account;
  if (coupon.amountsOff && !Object.hasOwn(coupon.amountsOff, currency)) {
    throw requestErrors.invalid([{ pointer, code: 'currency_mismatch', message: `${code} takes no amount of ${currency} off.` }]);
  }
  const [made] = await tx.run(insertRedemption, {
    id: ids('redemption'),
    couponId: coupon.id,
    accountId: account.id,
    ownerId: account.ownerId,
    subscriptionId: redeemer.subscriptionId,
    periodsLeft: coupon.duration === 'once' ? 1 : coupon.periods,
    createdAt: now,
  });
  if (!made) throw billingErrors.couponRedeemed({ code });
  return toRedemption({ ...made, code });
}

/** Discounts the coming invoices of an account, or of one of its subscriptions. One code is redeemed once by each. */
export async function redeemCoupon(context: BillingContext, { code, accountId: wanted, subscriptionId: only }: RedeemCoupon): Promise<CouponRedemption> {
  const { tx, actor } = context;
  const notFound = () => billingErrors.accountNotFound({ accountId: wanted });
  const [account] = await tx.run(accountById, { id: wanted });
  if (!account) throw notFound();
  requirePermission(actor, 'billing:subscriptions:write', account.ownerId, notFound);
  const [subscription] = only === undefined ? [] : await tx.run(subscriptionOfAccount, { id: only, accountId: wanted });
  if (only !== undefined && !subscription) throw billingErrors.subscriptionNotFound({ subscriptionId: only });
  const now = new Date((await timeOf(context, account)).epochMilliseconds);
  return redeemFor(context, code, '/code', { account, subscriptionId: only ?? null, now });
}
