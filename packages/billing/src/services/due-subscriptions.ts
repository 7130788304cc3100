import { compileWrite, instant, integer, limitOf } from '@plinth/db';
import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { accounts } from '../db/schema.ts';
import { subscriptions } from '../db/subscriptions.ts';

type Builder = Parameters<Parameters<typeof compileWrite>[1]>[0];

const { id, planId, quantity, ownerId, accountId, testClockId, status, anchor, periodIndex, currentPeriodStart, currentPeriodEnd, dueAt } = subscriptions;
const claimedColumns = { id, planId, quantity, ownerId, accountId, testClockId, anchor, periodIndex, currentPeriodStart, currentPeriodEnd, dueAt };

// What has failed is held back until it is tried again.
const notSetAside = sql`not exists (
  select from billing.billing_failures failure
  where failure.subscription_id = ${id} and failure.due_at = ${dueAt} and failure.state = 'waiting')`;

const active = eq(status, sql`'active'`);

/** Locks the first of those that are due, in the order in which they fell due, and reads what their invoices need. */
function claim(q: Builder, due: SQL | undefined, limit: SQL<number>, locked: { skipLocked?: true }) {
  const claimed = q.$with('claimed').as(
    q
      .select(claimedColumns)
      .from(subscriptions)
      .where(and(active, due))
      // The clock is null or one value: it stands here because the index begins with it.
      .orderBy(asc(testClockId), asc(dueAt), asc(id))
      .limit(limitOf(limit))
      .for('no key update', locked),
  );
  return q
    .with(claimed)
    .select({
      id: claimed.id,
      planId: claimed.planId,
      quantity: claimed.quantity,
      ownerId: claimed.ownerId,
      accountId: claimed.accountId,
      testClockId: claimed.testClockId,
      anchor: claimed.anchor,
      periodIndex: claimed.periodIndex,
      start: claimed.currentPeriodStart,
      end: claimed.currentPeriodEnd,
      dueAt: claimed.dueAt,
      currency: accounts.currency,
      timeZone: accounts.timeZone,
    })
    .from(claimed)
    .innerJoin(accounts, eq(accounts.id, claimed.accountId))
    .orderBy(asc(claimed.dueAt), asc(claimed.id));
}

// One instant at a time, so that invoices are numbered in the order of their dates, however late the run comes.
const dueFirst = (onClock: (clock: SQL) => SQL, until: SQL<Date>) => sql`${dueAt} = (
  select first.due_at from billing.subscriptions first
  where first.status = 'active' and ${onClock(sql`first.test_clock_id`)} and first.due_at <= ${until}::timestamptz
    and not exists (
      select from billing.billing_failures failure
      where failure.subscription_id = first.id and failure.due_at = first.due_at and failure.state = 'waiting')
  order by first.test_clock_id, first.due_at limit 1)`;

/** Of live accounts, what fell due first, if it did so until `now`; what another worker has claimed is passed over. */
export const claimDue = compileWrite({ now: instant, limit: integer }, (q, p) => {
  const live = (clock: SQL) => sql`${clock} is null`;
  return claim(q, and(live(sql`${testClockId}`), dueFirst(live, p.now), notSetAside), p.limit, { skipLocked: true });
});

/** Of a test clock's accounts, what falls due first, if it does so until `until`. */
export const claimOnClock = compileWrite({ clockId: testClockId, until: instant, limit: integer }, (q, p) => {
  const onClock = (clock: SQL) => sql`${clock} = ${p.clockId}`;
  return claim(q, and(onClock(sql`${testClockId}`), dueFirst(onClock, p.until), notSetAside), p.limit, {});
});

/** What has failed before and is to be tried again at `now`, on whatever clock. */
export const claimFailed = compileWrite({ now: instant, limit: integer }, (q, p) =>
  claim(
    q,
    sql`(${id}, ${dueAt}) in (
      select failure.subscription_id, failure.due_at from billing.billing_failures failure
      where failure.state = 'waiting' and failure.next_try_at <= ${p.now}::timestamptz)`,
    p.limit,
    { skipLocked: true },
  ),
);

/** A subscription whose period is over, locked by this transaction. */
export type DueSubscription = typeof claimDue extends { readonly decode?: (row: readonly unknown[]) => infer Row } ? Row : never;
