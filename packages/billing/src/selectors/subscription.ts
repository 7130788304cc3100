import type { Subscription } from '../contract/subscriptions.ts';
import { subscriptions } from '../db/subscriptions.ts';

const { id, accountId, ownerId, planId, quantity, status, currentPeriodStart, currentPeriodEnd, anchorDay, ...rest } = subscriptions;
const { startsAt, trialEndsAt, resumesAt, cancelAt, endsAt, endedAt, version, createdAt } = rest;

export const subscriptionColumns = {
  id, accountId, ownerId, planId, quantity, status, currentPeriodStart, currentPeriodEnd, anchorDay, startsAt, trialEndsAt, resumesAt, cancelAt, endsAt, endedAt, version, createdAt,
};

export type SubscriptionSummary = Pick<typeof subscriptions.$inferSelect, keyof typeof subscriptionColumns>;

const text = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A subscription as callers see it. */
export const toSubscription = (row: SubscriptionSummary): Subscription => ({
  id: row.id,
  accountId: row.accountId,
  planId: row.planId,
  quantity: row.quantity,
  status: row.status,
  currentPeriod: { start: row.currentPeriodStart.toISOString(), end: row.currentPeriodEnd.toISOString() },
  anchorDay: row.anchorDay,
  startsAt: row.startsAt.toISOString(),
  trialEnd: text(row.trialEndsAt),
  resumesAt: text(row.resumesAt),
  cancelAt: text(row.cancelAt),
  endsAt: text(row.endsAt),
  endedAt: text(row.endedAt),
  version: row.version,
  createdAt: row.createdAt.toISOString(),
});
