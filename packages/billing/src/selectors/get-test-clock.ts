import { compile } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetTestClock, TestClock } from '../contract/test-clocks.ts';
import { testClocks } from '../db/test-clocks.ts';
import { billingErrors } from '../errors.ts';
import { testClockColumns, toTestClock } from './test-clock.ts';

export const testClockById = compile({ id: testClocks.id }, (q, { id }) => q.select(testClockColumns).from(testClocks).where(eq(testClocks.id, id)));

/** One test clock; for operators. */
export async function getTestClock({ db, actor }: BillingReadContext, { testClockId }: GetTestClock): Promise<TestClock> {
  requireOperator(actor);
  const [row] = await db.run(testClockById, { id: testClockId });
  if (!row) throw billingErrors.testClockNotFound({ testClockId });
  return toTestClock(row);
}
