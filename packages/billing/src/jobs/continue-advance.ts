import type { Id } from '@plinth/kernel';
import type { BillingRun } from '../contract/run.ts';
import { run } from './call.ts';
import { inBatches } from './in-batches.ts';

/** So many that a delivery is over well before it counts as lost. */
const atOnce = 5000;

/** Takes a test clock on towards its target; true once it is there. Interrupted anywhere, the next call goes on. */
export const continueAdvance = ({ services }: BillingRun, testClockId: Id<'clock'>): Promise<boolean> =>
  inBatches(services, (limit) => services.stepTestClock({ testClockId, limit }, run), atOnce);
