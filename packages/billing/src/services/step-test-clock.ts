import { compileWrite, instant, nullableInstant } from '@plinth/db';
import { eq, sql } from 'drizzle-orm';
import type { Batch, StepTestClock } from '../contract/run.ts';
import { testClocks } from '../db/test-clocks.ts';
import { billingErrors } from '../errors.ts';
import { billSubscriptions, type RunContext } from './bill-subscriptions.ts';
import { justBefore } from './bill-due-subscriptions.ts';
import { claimDraftsOnClock, firstDraftOnClock } from './due-drafts.ts';
import { claimOnClock } from './due-subscriptions.ts';
import { finalizeDueDrafts } from './finalize-due-drafts.ts';

/** Whoever moves a clock, or acts in its time, holds it: steps follow one another, however many workers take them. */
export const lockTestClock = compileWrite({ id: testClocks.id }, (q, { id }) => q.select().from(testClocks).where(eq(testClocks.id, id)).for('no key update'));

const moveClock = compileWrite({ id: testClocks.id, now: instant, target: nullableInstant }, (q, p) =>
  q
    .update(testClocks)
    .set({
      now: sql`${p.now}::timestamptz`,
      target: sql`${p.target}::timestamptz`,
      status: sql`case when ${p.target}::timestamptz is null then 'ready' else 'advancing' end`,
      version: sql`${testClocks.version} + 1`,
    })
    .where(eq(testClocks.id, p.id)),
);

/**
 * One step of a clock: it moves on to the next instant at which something of its accounts falls due, and up to `limit` of it is
 * billed, or made final. Where nothing falls due any more it moves to its target and is ready. A clock that stands still makes up what it is behind.
 */
export async function stepTestClock(context: RunContext, { testClockId: id, limit }: StepTestClock): Promise<Batch> {
  const { tx } = context;
  const [clock] = await tx.run(lockTestClock, { id });
  if (!clock) throw billingErrors.testClockNotFound({ testClockId: id });
  const until = clock.target ?? clock.now;
  const [draft] = await tx.run(firstDraftOnClock, { clockId: id, until });
  const at = draft?.finalizesAt ?? null;
  const claimed = await tx.run(claimOnClock, { clockId: id, until: at ? justBefore(at) : until, limit });
  const [first] = claimed;
  if (!first && at) {
    if (at > clock.now) await tx.run(moveClock, { id, now: at, target: clock.target });
    const drafts = await tx.run(claimDraftsOnClock, { clockId: id, at, limit });
    await finalizeDueDrafts(context, drafts, at, at);
    return { claimed: drafts.length, done: false };
  }
  if (!first) {
    if (clock.target) await tx.run(moveClock, { id, now: clock.target, target: null });
    return { claimed: 0, done: true };
  }
  if (first.dueAt && first.dueAt > clock.now) await tx.run(moveClock, { id, now: first.dueAt, target: clock.target });
  await billSubscriptions(context, claimed);
  return { claimed: claimed.length, done: false };
}
