import { arrayOf, compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, ownersWith, type Page, pageOf } from '@plinth/kernel';
import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { ListSubscriptions, Subscription } from '../contract/subscriptions.ts';
import { accounts } from '../db/schema.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { subscriptionColumns, toSubscription } from './subscription.ts';

const ownerOfAccount = compile({ id: accounts.id }, (q, { id }) => q.select({ ownerId: accounts.ownerId }).from(accounts).where(eq(accounts.id, id)));

const page = { before: subscriptions.id, limit: integer };

const subscriptionsOfAccount = compile({ accountId: subscriptions.accountId, ...page }, (q, p) =>
  q
    .select(subscriptionColumns)
    .from(subscriptions)
    .where(and(eq(subscriptions.accountId, p.accountId), lt(subscriptions.id, p.before)))
    .orderBy(desc(subscriptions.id))
    .limit(limitOf(p.limit)),
);

const liveSubscriptionsOfOwners = compile({ ownerIds: arrayOf(subscriptions.ownerId), ...page }, (q, p) =>
  q
    .select(subscriptionColumns)
    .from(subscriptions)
    .where(and(sql`${subscriptions.ownerId} = any(${p.ownerIds})`, isNull(subscriptions.testClockId), lt(subscriptions.id, p.before)))
    .orderBy(desc(subscriptions.id))
    .limit(limitOf(p.limit)),
);

/**
 * Newest first. With `accountId` that account's, on whatever clock, and nothing of a stranger's; without it those of live
 * accounts whose owners let the actor read them.
 */
export async function listSubscriptions({ db, actor }: BillingReadContext, input: ListSubscriptions): Promise<Page<Subscription>> {
  const { accountId, cursor, limit = defaultLimit } = input;
  const values = { before: newestBefore('sub', cursor), limit: limit + 1 };
  if (accountId === undefined) {
    const ownerIds = ownersWith(actor, 'billing:subscriptions:read');
    return pageOf(await db.run(liveSubscriptionsOfOwners, { ownerIds, ...values }), limit, (row) => [row.id], toSubscription);
  }
  const [account] = await db.run(ownerOfAccount, { id: accountId });
  const owners = account ? ownersWith(actor, 'billing:subscriptions:read', account.ownerId) : [];
  if (owners.length === 0) return { data: [], nextCursor: null };
  return pageOf(await db.run(subscriptionsOfAccount, { accountId, ...values }), limit, (row) => [row.id], toSubscription);
}
