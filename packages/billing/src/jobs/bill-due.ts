import type { Schedule } from '@plinth/jobs';
import type { BillingRun } from '../contract/run.ts';
import { run } from './call.ts';
import { continueAdvance } from './continue-advance.ts';
import { inBatches } from './in-batches.ts';

/** Bills all that is due: what failed before first, then live accounts, then test clocks that were left on their way. */
export async function billDue(billingRun: BillingRun): Promise<void> {
  const { services, selectors } = billingRun;
  const { due, failed, testClockIds } = await selectors.findDueWork({}, run);
  if (failed) await inBatches(services, (limit) => services.retryFailedBilling({ limit }, run));
  if (due || failed) await inBatches(services, (limit) => services.billDueSubscriptions({ limit }, run));
  for (const testClockId of testClockIds) await continueAdvance(billingRun, testClockId);
}

/** Every minute. */
export const billDueSchedule = (billingRun: BillingRun): Schedule => ({
  name: 'bill-due-subscriptions',
  cron: '* * * * *',
  run: () => billDue(billingRun),
});
