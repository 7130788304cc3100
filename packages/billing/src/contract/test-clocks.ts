import { idSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';

const [earliest, latest] = [Date.UTC(1970, 0), Date.UTC(3000, 0)];
const isOnCalendar = (text: string): boolean => Date.parse(text) >= earliest && Date.parse(text) < latest;

/** An instant that a test clock can show. */
export const clockInstant = z.iso.datetime({ offset: true, abort: true }).refine(isOnCalendar, 'An instant from the year 1970 to 2999.');

export const testClock = z
  .strictObject({
    id: idSchema('clock'),
    now: z.iso.datetime(),
    target: z.iso.datetime().nullable().meta({ description: 'Where an advance under way goes to.' }),
    status: z.enum(['ready', 'advancing']),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'TestClock', description: 'The time that its accounts live in.' });

export const testClockServices = {
  createTestClock: operation({ input: z.strictObject({ now: clockInstant }), output: testClock }),
};

export const testClockSelectors = {
  getTestClock: operation({
    input: z.strictObject({ testClockId: idSchema('clock') }),
    output: testClock,
    errors: [billingErrors.testClockNotFound],
  }),
};

export type TestClock = z.output<typeof testClock>;
export type CreateTestClock = InputOf<typeof testClockServices.createTestClock>;
export type GetTestClock = InputOf<typeof testClockSelectors.getTestClock>;
