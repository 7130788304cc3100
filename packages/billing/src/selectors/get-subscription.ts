import { compile } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetSubscription, Subscription } from '../contract/subscriptions.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { billingErrors } from '../errors.ts';
import { subscriptionColumns, toSubscription } from './subscription.ts';

const subscriptionById = compile({ id: subscriptions.id }, (q, { id }) =>
  q.select(subscriptionColumns).from(subscriptions).where(eq(subscriptions.id, id)),
);

/** One subscription; `billing.subscription_not_found` for anyone who has no grant of its owner. */
export async function getSubscription({ db, actor }: BillingReadContext, { subscriptionId }: GetSubscription): Promise<Subscription> {
  const notFound = () => billingErrors.subscriptionNotFound({ subscriptionId });
  const [row] = await db.run(subscriptionById, { id: subscriptionId });
  if (!row) throw notFound();
  requirePermission(actor, 'billing:subscriptions:read', row.ownerId, notFound);
  return toSubscription(row);
}
