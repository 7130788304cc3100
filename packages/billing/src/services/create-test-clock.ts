import { compileWrite } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { CreateTestClock, TestClock } from '../contract/test-clocks.ts';
import { testClocks } from '../db/test-clocks.ts';
import { testClockColumns, toTestClock } from '../selectors/test-clock.ts';

const { id, now, createdAt } = testClocks;

const insertTestClock = compileWrite({ id, now, createdAt }, (q, clock) => q.insert(testClocks).values(clock).returning(testClockColumns));

/** Makes a clock that stands at `now`, to the millisecond, until it is advanced. For operators. */
export async function createTestClock({ tx, ids, clock, actor }: BillingContext, { now: shown }: CreateTestClock): Promise<TestClock> {
  requireOperator(actor);
  const [made] = await tx.run(insertTestClock, { id: ids('clock'), now: new Date(shown), createdAt: clock.now() });
  if (!made) throw new Error('The test clock was not written.');
  return toTestClock(made);
}
