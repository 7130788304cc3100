import { compileWrite, instant, integer, limitOf } from '@plinth/db';
import { and, asc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { accounts } from '../db/schema.ts';
import { subscriptions } from '../db/subscriptions.ts';

type Builder = Parameters<Parameters<typeof compileWrite>[1]>[0];

const account = alias(accounts, 'account');
const { id, accountId, testClockId, dueAt } = subscriptions;

// What has failed is held back until it is tried again.
const notSetAside = sql`not exists (
  select from billing.billing_failures failure
  where failure.subscription_id = ${id} and failure.due_at = ${dueAt} and failure.state = 'waiting')`;

/**
 * Locks the first accounts of which something is due, in their order, and then all of them that is: what falls due for an account at
 * one instant is one worker's, and becomes one invoice. Whoever changes a subscription locks its account first too. Both steps
 * read the index of what is due, and no further than they must, however much more there is.
 */
function claim(q: Builder, isDue: SQL | undefined, limit: SQL<number>, locked: { skipLocked?: true }) {
  const inOrder = [testClockId, dueAt, accountId] as const;
  const due = q.selectDistinctOn([...inOrder], { testClockId, dueAt, accountId }).from(subscriptions).where(isDue).orderBy(...inOrder).as('due');
  const held = q.$with('held').as(
    q
      .select({ id: account.id })
      .from(due)
      .innerJoin(account, eq(account.id, due.accountId))
      .orderBy(due.testClockId, due.accountId)
      .limit(limitOf(limit))
      .for('no key update', { of: account, ...locked }),
  );
  const claimed = q.$with('claimed').as(
    q
      .select(getTableColumns(subscriptions))
      .from(subscriptions)
      .where(and(isDue, sql`${accountId} = any (array(select held.id from held))`))
      .for('no key update'),
  );
  return q.with(held, claimed).select().from(claimed).orderBy(asc(claimed.dueAt), asc(claimed.accountId), asc(claimed.id));
}

// One instant at a time, so that invoices are numbered in the order of their dates, however late the run comes.
const dueFirst = (onClock: (clock: SQL) => SQL, until: SQL<Date>) => sql`${dueAt} = (
  select first.due_at from billing.subscriptions first
  where ${onClock(sql`first.test_clock_id`)} and first.due_at <= ${until}::timestamptz
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
