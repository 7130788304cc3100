import type { Schedule } from '@plinth/jobs';
import type { BillingRun } from '../contract/run.ts';
import { run } from './call.ts';
import { continueAdvance } from './continue-advance.ts';
import { inBatches } from './in-batches.ts';

/** Does the same work several times at once, each to its end; then fails as the first that failed. */
async function inLanes(lanes: number, work: () => Promise<unknown>): Promise<void> {
  const ended = await Promise.allSettled(Array.from({ length: lanes }, work));
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
}

/**
 * Bills all that is due: what failed before first, then live accounts, then test clocks that were left on their way. Live accounts
 * in `lanes`, which share them as workers of several processes would: one computes while another's database is at work.
 */
export async function billDue(billingRun: BillingRun, lanes = 1): Promise<void> {
  const { services, selectors } = billingRun;
  const { due, failed, testClockIds } = await selectors.findDueWork({}, run);
  if (failed) await inBatches(services, (limit) => services.retryFailedBilling({ limit }, run));
  if (due || failed) await inLanes(lanes, () => inBatches(services, (limit) => services.billDueSubscriptions({ limit }, run)));
  for (const testClockId of testClockIds) await continueAdvance(billingRun, testClockId);
}

/** Every minute. */
export const billDueSchedule = (billingRun: BillingRun): Schedule => ({
  name: 'bill-due-subscriptions',
  cron: '* * * * *',
  run: () => billDue(billingRun, 2),
});
