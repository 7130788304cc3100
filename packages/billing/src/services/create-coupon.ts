import { compileWrite } from '@plinth/db';
import { requestErrors, requireOperator } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { Coupon, CreateCoupon } from '../contract/coupons.ts';
import { coupons } from '../db/coupons.ts';
import { billingErrors } from '../errors.ts';
import { couponProblems } from '../rules/coupon-problems.ts';
import { couponColumns, toCoupon } from '../selectors/coupon.ts';

const { id, code, name, percentOff, amountsOff, duration, periods, plans, charges, redeemBy, maximumRedemptions, createdAt } = coupons;

const insertCoupon = compileWrite(
  { id, code, name, percentOff, amountsOff, duration, periods, plans, charges, redeemBy, maximumRedemptions, createdAt },
  (q, coupon) => q.insert(coupons).values(coupon).onConflictDoNothing({ target: coupons.code }).returning(couponColumns),
);

/** Makes a coupon; `billing.coupon_code_taken` where there is one, `request.invalid` names all that is wrong. For operators. */
export async function createCoupon({ tx, ids, clock, actor }: BillingContext, input: CreateCoupon): Promise<Coupon> {
  requireOperator(actor);
  const problems = couponProblems(input);
  if (problems.length > 0) throw requestErrors.invalid(problems);
  const { percentOff: percent = null, amountsOff: amounts, periods: many = null, plans: ofPlans = [], charges: ofCharges = [], ...rest } = input;
  const [made] = await tx.run(insertCoupon, {
    id: ids('coupon'),
    code: rest.code,
    name: rest.name,
    duration: rest.duration,
    percentOff: percent,
    amountsOff: amounts ? Object.fromEntries(amounts.map(({ currency, amount }) => [currency, amount])) : null,
    periods: many,
    plans: ofPlans,
    charges: ofCharges,
    redeemBy: rest.redeemBy === undefined ? null : new Date(rest.redeemBy),
    maximumRedemptions: rest.maximumRedemptions ?? null,
    createdAt: clock.now(),
  });
  if (!made) throw billingErrors.couponCodeTaken({ code: input.code });
  return toCoupon(made);
}
