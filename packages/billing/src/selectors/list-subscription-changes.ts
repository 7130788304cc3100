import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, type Page, pageOf, requirePermission } from '@plinth/kernel';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { ListSubscriptionChanges, SubscriptionChange } from '../contract/subscription-commands.ts';
import { subscriptionChanges, subscriptions } from '../db/subscriptions.ts';
import { billingErrors } from '../errors.ts';

const { id, subscriptionId, planId, quantity, state, effectiveAt, createdAt } = subscriptionChanges;

const ownerOfSubscription = compile({ id: subscriptions.id }, (q, p) => q.select({ ownerId: subscriptions.ownerId }).from(subscriptions).where(eq(subscriptions.id, p.id)));

const changesOfSubscription = compile({ subscriptionId, before: id, limit: integer }, (q, p) =>
  q
    .select({ id, subscriptionId, planId, quantity, state, effectiveAt, createdAt })
    .from(subscriptionChanges)
    .where(and(eq(subscriptionId, p.subscriptionId), lt(id, p.before)))
    .orderBy(desc(id))
    .limit(limitOf(p.limit)),
);

/** The changes of a subscription, those that wait and those of the past, newest first. */
export async function listSubscriptionChanges({ db, actor }: BillingReadContext, input: ListSubscriptionChanges): Promise<Page<SubscriptionChange>> {
  const { subscriptionId: of, cursor, limit = defaultLimit } = input;
  const notFound = () => billingErrors.subscriptionNotFound({ subscriptionId: of });
  const [found] = await db.run(ownerOfSubscription, { id: of });
  if (!found) throw notFound();
  requirePermission(actor, 'billing:subscriptions:read', found.ownerId, notFound);
  const rows = await db.run(changesOfSubscription, { subscriptionId: of, before: newestBefore('subchange', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], (row) => ({ ...row, effectiveAt: row.effectiveAt.toISOString(), createdAt: row.createdAt.toISOString() }));
}
