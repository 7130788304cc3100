import type { Subscription } from '../contract/subscriptions.ts';
import { subscriptions } from '../db/subscriptions.ts';

const { id, accountId, ownerId, planId, quantity, status, currentPeriodStart, currentPeriodEnd, version, createdAt } = subscriptions;
export const subscriptionColumns = { id, accountId, ownerId, planId, quantity, status, currentPeriodStart, currentPeriodEnd, version, createdAt };

export type SubscriptionRow = Pick<typeof subscriptions.$inferSelect, keyof typeof subscriptionColumns>;

/** A subscription as callers see it. */
export const toSubscription = (row: SubscriptionRow): Subscription => ({
  id: row.id,
  accountId: row.accountId,
  planId: row.planId,
  quantity: row.quantity,
  status: row.status,
  currentPeriod: { start: row.currentPeriodStart.toISOString(), end: row.currentPeriodEnd.toISOString() },
  version: row.version,
  createdAt: row.createdAt.toISOString(),
});
