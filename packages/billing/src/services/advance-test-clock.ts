import { compileWrite, instant } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { AdvanceTestClock } from '../contract/test-clock-advances.ts';
import type { TestClock } from '../contract/test-clocks.ts';
import { testClocks } from '../db/test-clocks.ts';
import { billingErrors } from '../errors.ts';
import { billingEvents } from '../events.ts';
import { testClockColumns, toTestClock } from '../selectors/test-clock.ts';
import { lockTestClock } from './step-test-clock.ts';

const setTarget = compileWrite({ id: testClocks.id, target: instant }, (q, p) =>
  q
    .update(testClocks)
    .set({ target: sql`${p.target}::timestamptz`, status: 'advancing', version: sql`${testClocks.version} + 1` })
    .where(eq(testClocks.id, p.id))
    .returning(testClockColumns),
);

/** Sends a clock to `to`; the worker takes it there, from one due instant to the next. For operators. */
export async function advanceTestClock({ tx, actor, publish }: BillingContext, { testClockId, to }: AdvanceTestClock): Promise<TestClock> {
  requireOperator(actor);
  const target = new Date(to);
  const [clock] = await tx.run(lockTestClock, { id: testClockId });
  if (!clock) throw billingErrors.testClockNotFound({ testClockId });
  if (clock.status === 'advancing') throw billingErrors.testClockAdvancing({ testClockId });
  if (target < clock.now) throw billingErrors.testClockGoesForward({ testClockId, now: clock.now.toISOString() });

  const [advancing] = await tx.run(setTarget, { id: testClockId, target });
  if (!advancing) throw new Error('The test clock was not written.');
  publish(billingEvents.testClockAdvanceRequested, { testClockId });
  return toTestClock(advancing);
}
