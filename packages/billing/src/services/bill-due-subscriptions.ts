import type { Batch, BatchLimit } from '../contract/run.ts';
import { resolveAll } from './billing-failures.ts';
import { billSubscriptions, type RunContext } from './bill-subscriptions.ts';
import { claimLiveDrafts, firstLiveDraft } from './due-drafts.ts';
import { claimDue, claimFailed } from './due-subscriptions.ts';
import { finalizeDueDrafts } from './finalize-due-drafts.ts';

/** The last millisecond before an instant: what falls due with a draft's end comes after it. */
export const justBefore = (instant: Date): Date => new Date(instant.getTime() - 1);

/**
 * Bills up to `limit` accounts of which something is due, one period each, or makes drafts final, whichever is due first: so it is all done in
 * the order of its dates, however late the run comes. Workers side by side share the work.
 */
export async function billDueSubscriptions(context: RunContext, { limit }: BatchLimit): Promise<Batch> {
  const { tx } = context;
  const now = context.clock.now();
  const [draft] = await tx.run(firstLiveDraft, { until: now });
  const at = draft?.finalizesAt ?? null;
  const claimed = await tx.run(claimDue, { now: at ? justBefore(at) : now, limit });
  await billSubscriptions(context, claimed);
  if (claimed.length > 0 || at === null) return { claimed: claimed.length, done: claimed.length === 0 };
  const drafts = await tx.run(claimLiveDrafts, { at, limit });
  await finalizeDueDrafts(context, drafts, at, now);
  return { claimed: drafts.length, done: drafts.length === 0 };
}

/** Tries up to `limit` periods again whose time for it has come, of live and of test accounts. */
export async function retryFailedBilling(context: RunContext, { limit }: BatchLimit): Promise<Batch> {
  const claimed = await context.tx.run(claimFailed, { now: context.clock.now(), limit });
  const billed = await billSubscriptions(context, claimed);
  await resolveAll(context.tx, billed);
  return { claimed: claimed.length, done: claimed.length === 0 };
}
