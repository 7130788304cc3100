import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const tag = 'Coupons';

const asked = { code: 'WELCOME', name: 'Welcome', percentOff: '20', duration: 'repeating', periods: 3 };
const coupon = {
  ...asked,
  id: 'coupon_01h2xcejqtf2nbrexx3vqjhp41',
  amountsOff: [],
  plans: [],
  charges: [],
  redeemBy: null,
  maximumRedemptions: null,
  redemptions: 0,
  status: 'active',
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
  archivedAt: null,
};
const redemption = {
  id: 'redemption_01h2xcejqtf2nbrexx3vqjhp41',
  couponId: coupon.id,
  code: coupon.code,
  accountId: 'acct_01h2xcejqtf2nbrexx3vqjhp41',
  subscriptionId: null,
  periodsLeft: 3,
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
};

const createCoupon = describe(billingContract, 'createCoupon', {
  tag,
  summary: 'Create a coupon',
  description: 'For operators. A percent or an amount, once, for some periods or for ever, of all or of some plans and charges.',
  body: billingContract.services.createCoupon.input,
  status: 201,
  example: { body: asked, response: coupon },
});

const archiveCoupon = describe(billingContract, 'archiveCoupon', {
  tag,
  summary: 'Archive a coupon',
  description: 'For operators. It cannot be redeemed any more; where it was, it goes on.',
  params: billingContract.services.archiveCoupon.input,
  example: { response: { ...coupon, status: 'archived', version: 2, archivedAt: '2027-01-01T12:05:00.000Z' } },
});

const getCoupon = describe(billingContract, 'getCoupon', {
  tag,
  summary: 'Read a coupon',
  description: 'For operators.',
  params: billingContract.selectors.getCoupon.input,
  example: { response: coupon },
});

const listCoupons = describe(billingContract, 'listCoupons', {
  tag,
  summary: 'List coupons',
  description: 'For operators, newest first.',
  query: z.strictObject(pageQuery),
  example: { response: { data: [coupon], nextCursor: null } },
});

const redeemCoupon = describe(billingContract, 'redeemCoupon', {
  tag,
  summary: 'Redeem a coupon',
  description: 'Discounts the coming invoices of an account, or of one of its subscriptions. Several coupons follow one another in the order in which they were redeemed.',
  body: billingContract.services.redeemCoupon.input,
  status: 201,
  example: { body: { code: coupon.code, accountId: redemption.accountId }, response: redemption },
});

const listCouponRedemptions = describe(billingContract, 'listCouponRedemptions', {
  tag,
  summary: 'List what an account has redeemed',
  query: z.strictObject({ accountId: idSchema('acct'), ...pageQuery }),
  example: { response: { data: [redemption], nextCursor: null } },
});

export const couponRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/coupons', createCoupon, (request) => billing.services.createCoupon(request.body, callOf(request)));

  app.get('/coupons', listCoupons, (request) => billing.selectors.listCoupons(request.query, callOf(request)));

  app.get('/coupons/:couponId', getCoupon, (request) => billing.selectors.getCoupon(request.params, callOf(request)));

  app.post('/coupons/:couponId/archive', archiveCoupon, (request) => billing.services.archiveCoupon(request.params, callOf(request)));

  app.post('/coupon-redemptions', redeemCoupon, (request) => billing.services.redeemCoupon(request.body, callOf(request)));

  app.get('/coupon-redemptions', listCouponRedemptions, (request) => billing.selectors.listCouponRedemptions(request.query, callOf(request)));
};
