import { idSchema } from '@plinth/kernel';
import { defineEvents, type EventDefinition } from '@plinth/module';
import { z } from 'zod';

const testClockAdvanceRequested = z.strictObject({ testClockId: idSchema('clock') });

export interface BillingEvents {
  /** For the module's own worker. */
  readonly testClockAdvanceRequested: EventDefinition<typeof testClockAdvanceRequested>;
}

/** Every version that was ever published has a golden file in `events/`, which these schemas must still read. */
export const billingEvents: BillingEvents = defineEvents('billing', {
  testClockAdvanceRequested: { version: 1, payload: testClockAdvanceRequested },
});
