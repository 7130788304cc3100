import { instantColumn, typedId } from '@plinth/db';
import { boolean, date, index, integer, numeric, primaryKey, text } from 'drizzle-orm/pg-core';
import { isNotNull, isNull, sql } from 'drizzle-orm';
import { billing } from './schema.ts';
import { transactionId } from './transaction-id.ts';

export const subscriptions = billing.table(
  'subscriptions',
  {
    id: typedId('sub')('id').primaryKey(),
    accountId: typedId('acct')('account_id').notNull(),
    ownerId: text('owner_id').notNull(),
    planId: typedId('plan')('plan_id').notNull(),
    quantity: numeric('quantity').notNull().default('1'),
    status: text('status', { enum: ['scheduled', 'trialing', 'active', 'past_due', 'paused', 'canceled', 'expired'] }).notNull(),
    testClockId: typedId('clock')('test_clock_id'),
    anchor: date('anchor', { mode: 'string' }).notNull(),
    periodIndex: integer('period_index').notNull(),
    currentPeriodStart: instantColumn('current_period_start').notNull(),
    currentPeriodEnd: instantColumn('current_period_end').notNull(),
    dueAt: instantColumn('due_at'),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
    timeZone: text('time_zone').notNull(),
    anchorDay: integer('anchor_day'),
    anchoredAt: instantColumn('anchored_at').notNull(),
    startsAt: instantColumn('starts_at').notNull(),
    trialEndsAt: instantColumn('trial_ends_at'),
    termsSince: instantColumn('terms_since').notNull(),
    quantitySince: instantColumn('quantity_since').notNull(),
    resumesAt: instantColumn('resumes_at'),
    cancelAt: instantColumn('cancel_at'),
    cancelsAtPeriodEnd: boolean('cancels_at_period_end').notNull().default(false),
    endsAt: instantColumn('ends_at'),
    endedAt: instantColumn('ended_at'),
    usageCountedUntil: transactionId('usage_counted_until'),
    settlesAt: instantColumn('settles_at'),
  },
  (table) => [
    index('subscriptions_due').on(table.testClockId, table.dueAt, table.accountId, table.id).where(isNotNull(table.dueAt)),
    index('subscriptions_of_account').on(table.accountId, table.id),
    index('live_subscriptions_of_owner').on(table.ownerId, table.id).where(isNull(table.testClockId)),
  ],
);

export const subscriptionChanges = billing.table(
  'subscription_changes',
  {
    id: typedId('subchange')('id').primaryKey(),
    subscriptionId: typedId('sub')('subscription_id').notNull(),
    ownerId: text('owner_id').notNull(),
    state: text('state', { enum: ['waiting', 'applied', 'withdrawn'] }).notNull().default('waiting'),
    planId: typedId('plan')('plan_id'),
    quantity: numeric('quantity'),
    effectiveAt: instantColumn('effective_at').notNull(),
    atPeriodEnd: boolean('at_period_end').notNull(),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [
    index('subscription_changes_of_subscription').on(table.subscriptionId, table.id),
    index('subscription_changes_waiting').on(table.subscriptionId, table.effectiveAt, table.id).where(sql`${table.state} = 'waiting'`),
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
