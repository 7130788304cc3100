import { instantColumn, typedId } from '@plinth/db';
import { date, index, integer, numeric, primaryKey, text } from 'drizzle-orm/pg-core';
import { isNull, sql } from 'drizzle-orm';
import { billing } from './schema.ts';

export const subscriptions = billing.table(
  'subscriptions',
  {
    id: typedId('sub')('id').primaryKey(),
    accountId: typedId('acct')('account_id').notNull(),
    ownerId: text('owner_id').notNull(),
    planId: typedId('plan')('plan_id').notNull(),
    quantity: numeric('quantity').notNull().default('1'),
    status: text('status', { enum: ['active'] }).notNull().default('active'),
    testClockId: typedId('clock')('test_clock_id'),
    anchor: date('anchor', { mode: 'string' }).notNull(),
    periodIndex: integer('period_index').notNull(),
    currentPeriodStart: instantColumn('current_period_start').notNull(),
    currentPeriodEnd: instantColumn('current_period_end').notNull(),
    dueAt: instantColumn('due_at').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [
    index('subscriptions_due').on(table.testClockId, table.dueAt, table.id).where(sql`${table.status} = 'active'`),
    index('subscriptions_of_account').on(table.accountId, table.id),
    index('live_subscriptions_of_owner').on(table.ownerId, table.id).where(isNull(table.testClockId)),
  ],
);

export const billingFailures = billing.table(
  'billing_failures',
  {
    subscriptionId: typedId('sub')('subscription_id').notNull(),
    dueAt: instantColumn('due_at').notNull(),
    ownerId: text('owner_id').notNull(),
    state: text('state', { enum: ['waiting', 'resolved'] }).notNull(),
    reason: text('reason').notNull(),
    attempts: integer('attempts').notNull(),
    firstFailedAt: instantColumn('first_failed_at').notNull(),
    lastFailedAt: instantColumn('last_failed_at').notNull(),
    nextTryAt: instantColumn('next_try_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.subscriptionId, table.dueAt] }),
    index('billing_failures_waiting').on(table.nextTryAt).where(sql`${table.state} = 'waiting'`),
  ],
);
