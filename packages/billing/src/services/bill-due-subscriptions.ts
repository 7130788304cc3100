import type { Batch, BatchLimit } from '../contract/run.ts';
import { resolveAll } from './billing-failures.ts';
import { billSubscriptions, type RunContext } from './bill-subscriptions.ts';
import { claimDue, claimFailed } from './due-subscriptions.ts';

/** Bills up to `limit` subscriptions of live accounts that are due, one period each. Workers side by side share the work. */
export async function billDueSubscriptions(context: RunContext, { limit }: BatchLimit): Promise<Batch> {
  const claimed = await context.tx.run(claimDue, { now: context.clock.now(), limit });
  await billSubscriptions(context, claimed);
  return { claimed: claimed.length, done: claimed.length === 0 };
}

/** Tries up to `limit` periods again whose time for it has come, of live and of test accounts. */
export async function retryFailedBilling(context: RunContext, { limit }: BatchLimit): Promise<Batch> {
  const claimed = await context.tx.run(claimFailed, { now: context.clock.now(), limit });
  const billed = await billSubscriptions(context, claimed);
  await resolveAll(context.tx, billed);
  return { claimed: claimed.length, done: claimed.length === 0 };
}
