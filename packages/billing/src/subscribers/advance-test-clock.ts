import type { PayloadOf } from '@plinth/module';
import type { BillingContext, BillingReadContext } from '../context.ts';
import { billingEvents } from '../events.ts';

type Requested = PayloadOf<typeof billingEvents.testClockAdvanceRequested>;

/** Takes the clock as far as one delivery can: each step is a transaction of its own, so whoever delivers again goes on. */
export const takeSteps = ({ continueAdvance }: BillingReadContext, { testClockId }: Requested): Promise<boolean> => continueAdvance(testClockId);

/** Asks for another delivery where the clock has not arrived. */
export async function goOn({ publish }: BillingContext, { testClockId }: Requested, arrived: boolean): Promise<void> {
  if (!arrived) publish(billingEvents.testClockAdvanceRequested, { testClockId });
}
