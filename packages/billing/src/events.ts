import { idSchema } from '@plinth/kernel';
import { defineEvents, type EventDefinition } from '@plinth/module';
import { z } from 'zod';

const testClockAdvanceRequested = z.strictObject({ testClockId: idSchema('clock') });

/**
 * `amount` is what the step moves, in minor units of `currency`: what is invoiced, taken back or given up, 0 for a draft. An account on
 * a test clock moves no money. Version 1 ended with `version`.
 */
const ofInvoice = z.strictObject({
  invoiceId: idSchema('inv'),
  accountId: idSchema('acct'),
  version: z.int(),
  currency: z.string().exactOptional(),
  amount: z.int().exactOptional(),
  testClockId: idSchema('clock').nullable().exactOptional(),
});

export interface BillingEvents {
  readonly invoiceDrafted: EventDefinition<typeof ofInvoice>;
  readonly invoiceFinalized: EventDefinition<typeof ofInvoice>;
  readonly invoiceVoided: EventDefinition<typeof ofInvoice>;
  readonly invoiceMarkedUncollectible: EventDefinition<typeof ofInvoice>;
  /** For the module's own worker. */
  readonly testClockAdvanceRequested: EventDefinition<typeof testClockAdvanceRequested>;
}

/** Every version that was ever published has a golden file in `events/`, which these schemas must still read. */
export const billingEvents: BillingEvents = defineEvents('billing', {
  invoiceDrafted: { version: 2, payload: ofInvoice },
  invoiceFinalized: { version: 2, payload: ofInvoice },
  invoiceVoided: { version: 2, payload: ofInvoice },
  invoiceMarkedUncollectible: { version: 2, payload: ofInvoice },
  testClockAdvanceRequested: { version: 1, payload: testClockAdvanceRequested },
});
