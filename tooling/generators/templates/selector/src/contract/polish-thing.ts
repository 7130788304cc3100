import { idSchema } from '@plinth/kernel';
import { type InputOf, operation, type OutputOf } from '@plinth/module';
import { z } from 'zod';
import { workshopErrors } from '../errors.ts';

export const polishThingOperation = operation({
  input: z.strictObject({ widgetId: idSchema('wdgt') }),
  output: z.strictObject({ id: idSchema('wdgt'), version: z.int() }).meta({ id: 'PolishThingResult', description: 'What callers see of it.' }),
  errors: [workshopErrors.widgetNotFound],
});

export type PolishThing = InputOf<typeof polishThingOperation>;
export type PolishThingResult = OutputOf<typeof polishThingOperation>;
