import { AppError } from '@plinth/kernel';
import { type Batch, type BillingRun, largestBatch } from '../contract/run.ts';
import { SubscriptionsNotBilled } from '../services/bill-subscriptions.ts';
import { DraftsNotFinalized } from '../services/finalize-due-drafts.ts';
import { run } from './call.ts';

/** A transaction takes about as long as so many of the subscriptions it bills. */
const ofTransaction = 25;

const isUnavailable = (error: unknown): boolean => error instanceof AppError && error.kind === 'unavailable';

/**
 * Bills batch after batch until nothing is left, and resolves to true; or to false after about the work of `most` subscriptions.
 * A batch that the database refuses is billed account by account, so that what is wrong with one is set aside and stops no other.
 */
export async function inBatches(services: BillingRun['services'], bill: (limit: number) => Promise<Batch>, most = Infinity): Promise<boolean> {
  let oneByOne = 0;
  for (let total = 0; total < most; ) {
    try {
      const { claimed, done } = await bill(oneByOne > 0 ? 1 : largestBatch);
      if (done) return true;
      total += claimed + ofTransaction;
      oneByOne = Math.max(0, oneByOne - claimed);
    } catch (error) {
      if (error instanceof SubscriptionsNotBilled) {
        await services.setAside({ subscriptionIds: [...error.subscriptionIds], reason: error.message }, run);
      } else if (error instanceof DraftsNotFinalized) {
        await services.setDraftsAside({ invoiceIds: [...error.invoiceIds], reason: error.message }, run);
      } else if (oneByOne > 0 || isUnavailable(error)) throw error;
      else oneByOne = largestBatch;
    }
  }
  return false;
}
