import { compileWrite, type Tx } from '@plinth/db';
import type { Temporal } from 'temporal-polyfill';
import { subscriptions } from '../db/subscriptions.ts';
import { nextDue } from '../rules/subscription-state.ts';
import type { SubscriptionFacts } from '../selectors/drafting/subscription-facts.ts';
import { subscriptionColumns, type SubscriptionSummary } from '../selectors/subscription.ts';

const { id, accountId, ownerId, planId, quantity, status, testClockId, anchor, periodIndex, currentPeriodStart, currentPeriodEnd, dueAt, version, createdAt, ...rest } = subscriptions;
const { timeZone, anchorDay, anchoredAt, startsAt, trialEndsAt, termsSince, quantitySince, endsAt, endedAt, usageCountedUntil, settlesAt } = rest;

const insertRow = compileWrite(
  {
    id, accountId, ownerId, planId, quantity, status, testClockId, anchor, periodIndex, currentPeriodStart, currentPeriodEnd, dueAt, version, createdAt,
    timeZone, anchorDay, anchoredAt, startsAt, trialEndsAt, termsSince, quantitySince, endsAt, endedAt, usageCountedUntil, settlesAt,
  },
  (q, row) => q.insert(subscriptions).values(row).returning(subscriptionColumns),
);

const dateOf = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);
const nullableDateOf = (instant: Temporal.Instant | null): Date | null => instant && dateOf(instant);

/** Writes a subscription as it has become since its first instant. */
export async function insertSubscription(tx: Tx<'billing'>, { row: { id: newId }, account, state, version: steps, countedUntil }: SubscriptionFacts, now: Temporal.Instant): Promise<SubscriptionSummary> {
  const { cycles, period } = state;
  const [inserted] = await tx.run(insertRow, {
    id: newId,
    accountId: account.id,
    ownerId: account.ownerId,
    planId: state.terms.id,
    quantity: state.quantity.toFixed(),
    status: state.status,
    testClockId: account.testClockId,
    anchor: cycles.anchor.toString(),
    periodIndex: cycles.step,
    currentPeriodStart: dateOf(period.start),
    currentPeriodEnd: dateOf(period.end),
    dueAt: nullableDateOf(nextDue(state)),
    version: Math.max(1, steps),
    createdAt: dateOf(now),
    timeZone: cycles.timeZone,
    anchorDay: state.anchorDay,
    anchoredAt: dateOf(cycles.anchoredAt),
    startsAt: dateOf(state.startsAt),
    trialEndsAt: nullableDateOf(state.trialEndsAt),
    termsSince: dateOf(state.termsSince),
    quantitySince: dateOf(state.quantitySince),
    endsAt: nullableDateOf(state.endsAt),
    endedAt: nullableDateOf(state.endedAt),
    usageCountedUntil: countedUntil,
    settlesAt: nullableDateOf(state.settlesAt),
  });
  if (!inserted) throw new Error('The subscription was not written.');
  return inserted;
}
