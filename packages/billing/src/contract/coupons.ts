import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { currencyField, decimalField, keyField, nameField } from './fields.ts';
import { money } from './money.ts';

const duration = z.enum(['once', 'repeating', 'forever']);
const amountOff = z.strictObject({ currency: currencyField, amount: decimalField }).meta({ id: 'AmountOff', description: 'In major units.' });
const keys = z.array(keyField).max(50);

export const coupon = z
  .strictObject({
    id: idSchema('coupon'),
    code: z.string(),
    name: z.string(),
    percentOff: z.string().nullable(),
    amountsOff: z.array(amountOff),
    duration,
    periods: z.int().nullable(),
    plans: z.array(z.string()),
    charges: z.array(z.string()),
    redeemBy: z.iso.datetime().nullable(),
    maximumRedemptions: z.int().nullable(),
    redemptions: z.int(),
    status: z.enum(['active', 'archived']),
    version: z.int(),
    createdAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Coupon', description: 'A discount that accounts and subscriptions can redeem.' });

const newCoupon = z.strictObject({
  code: keyField,
  name: nameField,
  percentOff: decimalField.exactOptional().meta({ description: 'Above 0, up to 100; either this or `amountsOff`.' }),
  amountsOff: z.array(amountOff).min(1).max(20).exactOptional().meta({ description: 'An amount for each currency that it can be redeemed in.' }),
  duration: duration.meta({ description: 'On how many billing periods it takes effect: one, `periods` many, all. What is billed within a period that it takes effect on needs no other.' }),
  periods: z.int().min(1).max(1000).exactOptional(),
  plans: keys.exactOptional().meta({ description: 'Keys of the plans that it discounts; all where it is left out.' }),
  charges: keys.exactOptional().meta({ description: 'Keys of the charges that it discounts; all where it is left out.' }),
  redeemBy: z.iso.datetime({ offset: true }).exactOptional(),
  maximumRedemptions: z.int().min(1).max(1_000_000_000).exactOptional(),
});

export const couponRedemption = z
  .strictObject({
    id: idSchema('redemption'),
    couponId: idSchema('coupon'),
    code: z.string(),
    accountId: idSchema('acct'),
    subscriptionId: idSchema('sub').nullable(),
    periodsLeft: z.int().nullable().meta({ description: 'Periods that it is still good for; null for ever.' }),
    version: z.int(),
    createdAt: z.iso.datetime().meta({ description: "In the account's time." }),
  })
  .meta({ id: 'CouponRedemption', description: 'Discounts the coming invoices of an account, or of one of its subscriptions. Several follow one another.' });

/** What one coupon takes off, on a document. */
export const appliedDiscount = z
  .strictObject({ redemptionId: idSchema('redemption'), code: z.string(), amount: money })
  .meta({ id: 'AppliedDiscount', description: 'What a coupon takes off; below zero where what it took off is given back.' });

const byId = z.strictObject({ couponId: idSchema('coupon') });

export const couponServices = {
  createCoupon: operation({ input: newCoupon, output: coupon, errors: [billingErrors.couponCodeTaken] }),
  archiveCoupon: operation({ input: byId, output: coupon, errors: [billingErrors.couponNotFound] }),
  redeemCoupon: operation({
    input: z.strictObject({ code: keyField, accountId: idSchema('acct'), subscriptionId: idSchema('sub').exactOptional() }),
    output: couponRedemption,
    errors: [billingErrors.accountNotFound, billingErrors.subscriptionNotFound, billingErrors.couponNotRedeemable, billingErrors.couponRedeemed],
  }),
};

export const couponSelectors = {
  getCoupon: operation({ input: byId, output: coupon, errors: [billingErrors.couponNotFound] }),
  listCoupons: operation({ input: z.strictObject(pageInput), output: pageSchema('CouponPage', coupon) }),
  listCouponRedemptions: operation({
    input: z.strictObject({ accountId: idSchema('acct'), ...pageInput }),
    output: pageSchema('CouponRedemptionPage', couponRedemption),
  }),
};

export type AppliedDiscount = z.output<typeof appliedDiscount>;
export type Coupon = z.output<typeof coupon>;
export type CouponRedemption = z.output<typeof couponRedemption>;
export type CreateCoupon = InputOf<typeof couponServices.createCoupon>;
export type ArchiveCoupon = InputOf<typeof couponServices.archiveCoupon>;
export type RedeemCoupon = InputOf<typeof couponServices.redeemCoupon>;
export type GetCoupon = InputOf<typeof couponSelectors.getCoupon>;
export type ListCoupons = InputOf<typeof couponSelectors.listCoupons>;
export type ListCouponRedemptions = InputOf<typeof couponSelectors.listCouponRedemptions>;
