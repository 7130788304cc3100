import { idSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { clockInstant, testClock } from './test-clocks.ts';

export const testClockAdvanceServices = {
  advanceTestClock: operation({
    input: z.strictObject({ testClockId: idSchema('clock'), to: clockInstant }),
    output: testClock,
    errors: [billingErrors.testClockNotFound, billingErrors.testClockAdvancing, billingErrors.testClockGoesForward],
  }),
};

export type AdvanceTestClock = InputOf<typeof testClockAdvanceServices.advanceTestClock>;
