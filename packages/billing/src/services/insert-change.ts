import { compileWrite, type Tx } from '@plinth/db';
import { subscriptionChanges } from '../db/subscriptions.ts';
import type { ScheduledChange } from '../rules/subscription-state.ts';
import type { SubscriptionFacts } from '../selectors/drafting/subscription-facts.ts';

const { id, subscriptionId, ownerId, planId, quantity, effectiveAt, atPeriodEnd, createdAt } = subscriptionChanges;

const insertRow = compileWrite({ id, subscriptionId, ownerId, planId, quantity, effectiveAt, atPeriodEnd, createdAt }, (q, row) => q.insert(subscriptionChanges).values(row));

/** Writes a change that waits; whoever applies it at once says so when the subscription is saved. */
export async function insertChange(tx: Tx<'billing'>, { row, account }: SubscriptionFacts, change: ScheduledChange, now: Date): Promise<void> {
  await tx.run(insertRow, {
    id: change.id,
    subscriptionId: row.id,
    ownerId: account.ownerId,
    planId: change.terms?.id ?? null,
    quantity: change.quantity?.toFixed() ?? null,
    effectiveAt: new Date(change.effectiveAt.epochMilliseconds),
    atPeriodEnd: change.atPeriodEnd,
    createdAt: now,
  });
}
