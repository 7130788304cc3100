import { idSchema } from '@plinth/kernel';
import { defineContract, type InputOf, type Module, operation, type OutputOf } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';

/** The most accounts that one transaction bills. */
export const largestBatch = 500;

const limit = z.int().min(1).max(largestBatch);
const nothing = z.strictObject({});

const batch = z.strictObject({
  /** Subscriptions that this transaction billed or set aside. */
  claimed: z.int(),
  /** True where nothing was left to claim. */
  done: z.boolean(),
});

/** The billing run: background work across owners, and no part of the module's border. */
export const runContract = defineContract('billing', {
  services: {
    billDueSubscriptions: operation({ input: z.strictObject({ limit }), output: batch }),
    retryFailedBilling: operation({ input: z.strictObject({ limit }), output: batch }),
    stepTestClock: operation({ input: z.strictObject({ testClockId: idSchema('clock'), limit }), output: batch, errors: [billingErrors.testClockNotFound] }),
    setDraftsAside: operation({ input: z.strictObject({ invoiceIds: z.array(idSchema('inv')), reason: z.string() }), output: nothing }),
    setAside: operation({ input: z.strictObject({ subscriptionIds: z.array(idSchema('sub')), reason: z.string() }), output: nothing }),
  },
  selectors: {
    findDueWork: operation({
      input: nothing,
      output: z.strictObject({ due: z.boolean(), failed: z.boolean(), testClockIds: z.array(idSchema('clock')) }),
    }),
  },
  subscribers: {},
});

export type BillingRun = Pick<Module<typeof runContract>, 'services' | 'selectors'>;
export type BatchLimit = InputOf<typeof runContract.services.billDueSubscriptions>;
export type Batch = OutputOf<typeof runContract.services.billDueSubscriptions>;
export type StepTestClock = InputOf<typeof runContract.services.stepTestClock>;
export type SetAside = InputOf<typeof runContract.services.setAside>;
export type SetDraftsAside = InputOf<typeof runContract.services.setDraftsAside>;
export type DueWork = OutputOf<typeof runContract.selectors.findDueWork>;
