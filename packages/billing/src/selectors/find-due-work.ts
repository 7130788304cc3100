import { compile, instant } from '@plinth/db';
import { sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { DueWork } from '../contract/run.ts';
import { testClocks } from '../db/test-clocks.ts';

const liveWork = compile(
  { now: instant },
  (_q, { now }) => sql<{ due: boolean; failed: boolean }>`
    select
      exists (
        select from billing.subscriptions due
        where due.test_clock_id is null and due.due_at <= ${now}::timestamptz
          and not exists (
            select from billing.billing_failures failure
            where failure.subscription_id = due.id and failure.due_at = due.due_at and failure.state = 'waiting'))
        or exists (select from billing.invoices draft where draft.test_clock_id is null and draft.finalizes_at <= ${now}::timestamptz) as due,
      exists (select from billing.billing_failures where state = 'waiting' and next_try_at <= ${now}::timestamptz) as failed`,
);

// A clock that stands still has work where a failure on it was mended after it had gone on.
const clocksWithWork = compile({}, (q) =>
  q.select({ id: testClocks.id }).from(testClocks).where(sql`${testClocks.status} = 'advancing' or exists (
    select from billing.subscriptions due
    where due.test_clock_id = ${testClocks.id} and due.due_at <= ${testClocks.now}
      and not exists (
        select from billing.billing_failures failure
        where failure.subscription_id = due.id and failure.due_at = due.due_at and failure.state = 'waiting'))
    or exists (select from billing.invoices draft where draft.test_clock_id = ${testClocks.id} and draft.finalizes_at <= ${testClocks.now})`),
);

/** Whether there is anything to bill, so that a run that finds nothing leaves nothing in the audit trail. */
export async function findDueWork({ db, clock }: Pick<BillingReadContext, 'db' | 'clock'>): Promise<DueWork> {
  const [live] = await db.run(liveWork, { now: clock.now() });
  const clocks = await db.run(clocksWithWork, {});
  return { due: live?.due ?? false, failed: live?.failed ?? false, testClockIds: clocks.map(({ id }) => id) };
}
