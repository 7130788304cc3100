import type { Subscription } from '../contract/subscriptions.ts';
import { subscriptions } from '../db/subscriptions.ts';

const { id, accountId, ownerId, planId, status, currentPeriodStart, currentPeriodEnd, version, createdAt } = subscriptions;
export const subscriptionColumns = { id, accountId, ownerId, planId, status, currentPeriodStart, currentPeriodEnd, version, createdAt };

export type SubscriptionRow = Pick<typeof subscriptions.$inferSelect, keyof typeof subscriptionColumns>;

/** A subscription as callers see it. */
export const toSubscription = ({ ownerId: _, currentPeriodStart: start, currentPeriodEnd: end, ...row }: SubscriptionRow): Subscription => ({
  ...row,
  currentPeriod: { start: start.toISOString(), end: end.toISOString() },
  createdAt: row.createdAt.toISOString(),
});
