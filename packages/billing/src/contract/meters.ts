import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { keyField, nameField } from './fields.ts';

const aggregation = z.enum(['count', 'sum']);

export const meter = z
  .strictObject({
    id: idSchema('mtr'),
    key: z.string(),
    name: z.string(),
    aggregation,
    eventType: z.string(),
    valueProperty: z.string().nullable(),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Meter', description: 'Turns usage events into a quantity.' });

const newMeter = z
  .strictObject({
    key: keyField,
    name: nameField.exactOptional().meta({ description: 'The key, where it is left out.' }),
    aggregation,
    eventType: keyField.meta({ description: "The CloudEvents `type` of the events that count." }),
    valueProperty: keyField.exactOptional().meta({ description: "The property of an event's data that is summed." }),
  })
  .refine(({ aggregation: how, valueProperty }) => (how === 'sum') === (valueProperty !== undefined), {
    path: ['valueProperty'],
    message: 'A sum names the property it sums; a count names none.',
  });

export const meterServices = {
  createMeter: operation({ input: newMeter, output: meter, errors: [billingErrors.meterKeyTaken] }),
};

export const meterSelectors = {
  listMeters: operation({ input: z.strictObject(pageInput), output: pageSchema('MeterPage', meter) }),
};

export type Meter = z.output<typeof meter>;
export type CreateMeter = InputOf<typeof meterServices.createMeter>;
export type ListMeters = InputOf<typeof meterSelectors.listMeters>;
