import { idSchema, requestErrors } from '@plinth/kernel';
import { type InputOf, operation, type OutputOf } from '@plinth/module';
import { z } from 'zod';
import { workshopErrors } from '../errors.ts';

export const polishThingOperation = operation({
  input: z.strictObject({ widgetId: idSchema('wdgt') }),
  output: z.strictObject({ id: idSchema('wdgt'), version: z.int() }).meta({ id: 'PolishThingResult', description: 'The version that it has now.' }),
  errors: [workshopErrors.widgetNotFound, requestErrors.preconditionFailed],
});

export type PolishThing = InputOf<typeof polishThingOperation>;
export type PolishThingResult = OutputOf<typeof polishThingOperation>;
