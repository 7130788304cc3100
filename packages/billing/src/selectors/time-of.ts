import { compile, type Reader } from '@plinth/db';
import type { Clock, Id } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { testClocks } from '../db/test-clocks.ts';

const nowOfClock = compile({ id: testClocks.id }, (q, { id }) => q.select({ now: testClocks.now }).from(testClocks).where(eq(testClocks.id, id)));

/** The instant an account lives in: that of its test clock, or the deployment's. Nothing that is billed reads another time. */
export async function timeOf(
  { tx, clock }: { readonly tx: Reader<'billing'>; readonly clock: Clock },
  { testClockId }: { readonly testClockId: Id<'clock'> | null },
): Promise<Temporal.Instant> {
  const instantOf = (date: Date) => Temporal.Instant.fromEpochMilliseconds(date.getTime());
  if (testClockId === null) return instantOf(clock.now());
  const [row] = await tx.run(nowOfClock, { id: testClockId });
  if (!row) throw new Error(`No test clock ${testClockId}.`);
  return instantOf(row.now);
}
