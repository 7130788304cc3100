import { instantColumn, typedId } from '@plinth/db';
import { index, integer, jsonb, numeric, text, unique } from 'drizzle-orm/pg-core';
import { billing } from './schema.ts';

export const coupons = billing.table('coupons', {
  id: typedId('coupon')('id').primaryKey(),
  code: text('code').notNull().unique(),
  name: text('name').notNull(),
  percentOff: numeric('percent_off'),
  amountsOff: jsonb('amounts_off'),
  duration: text('duration', { enum: ['once', 'repeating', 'forever'] }).notNull(),
  periods: integer('periods'),
  plans: text('plans').array().notNull(),
  charges: text('charges').array().notNull(),
  redeemBy: instantColumn('redeem_by'),
  maximumRedemptions: integer('maximum_redemptions'),
  redemptions: integer('redemptions').notNull().default(0),
  status: text('status', { enum: ['active', 'archived'] }).notNull().default('active'),
  version: integer('version').notNull().default(1),
  createdAt: instantColumn('created_at').notNull(),
  archivedAt: instantColumn('archived_at'),
});

export const couponRedemptions = billing.table(
  'coupon_redemptions',
  {
    id: typedId('redemption')('id').primaryKey(),
    couponId: typedId('coupon')('coupon_id').notNull().references(() => coupons.id),
    accountId: typedId('acct')('account_id').notNull(),
    ownerId: text('owner_id').notNull(),
    subscriptionId: typedId('sub')('subscription_id'),
    periodsLeft: integer('periods_left'),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [
    unique('coupon_redemptions_once').on(table.accountId, table.couponId, table.subscriptionId).nullsNotDistinct(),
    index('coupon_redemptions_of_account').on(table.accountId, table.id),
    index('coupon_redemptions_of_coupon').on(table.couponId),
  ],
);
