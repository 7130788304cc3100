import { idSchema } from '@plinth/kernel';
import { defineEvents, type EventDefinition } from '@plinth/module';
import { z } from 'zod';

const testClockAdvanceRequested = z.strictObject({ testClockId: idSchema('clock') });

const ofInvoice = z.strictObject({ invoiceId: idSchema('inv'), accountId: idSchema('acct'), version: z.int() });

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
  invoiceDrafted: { version: 1, payload: ofInvoice },
  invoiceFinalized: { version: 1, payload: ofInvoice },
  invoiceVoided: { version: 1, payload: ofInvoice },
  invoiceMarkedUncollectible: { version: 1, payload: ofInvoice },
  testClockAdvanceRequested: { version: 1, payload: testClockAdvanceRequested },
});
