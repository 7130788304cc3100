import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { keyField, nameField } from './fields.ts';

const aggregation = z.enum(['count', 'sum', 'max', 'uniqueCount', 'latest', 'weightedSum']).meta({
  description:
    '`weightedSum` reads changes of a level, such as seats, and weighs the level by how long it lasted; it goes on from period to period. ' +
    '`latest` is the value of the last instant.',
});

/** The longest text that an event is filtered or grouped by. */
export const longestGroup = 100;

const filter = z
  .strictObject({ property: keyField, values: z.array(z.string().min(1).max(longestGroup)).min(1).max(100) })
  .meta({ id: 'MeterFilter', description: "An event counts whose data has one of the values; numbers and booleans are compared as text." });

const filters = z.array(filter).max(10);
const groupBy = z.array(keyField).max(4);

export const meter = z
  .strictObject({
    id: idSchema('mtr'),
    key: z.string(),
    name: z.string(),
    aggregation,
    eventType: z.string(),
    valueProperty: z.string().nullable(),
    filters,
    groupBy: z.array(z.string()),
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
    valueProperty: keyField.exactOptional().meta({ description: "The property of an event's data that is read." }),
    filters: filters.exactOptional().meta({ description: 'Events count that pass all of them; every event where it is left out.' }),
    groupBy: groupBy.exactOptional().meta({
      description: "Properties of an event's data: usage is aggregated for each combination of their values, and the quantity is the sum.",
    }),
  })
  .refine(({ aggregation: how, valueProperty }) => (how === 'count') === (valueProperty === undefined), {
    path: ['valueProperty'],
    message: 'A count names no property; every other aggregation names the one it reads.',
  })
  .refine(({ groupBy: properties = [] }) => new Set(properties).size === properties.length, {
    path: ['groupBy'],
    message: 'Each property once.',
  });

export const meterServices = {
  createMeter: operation({ input: newMeter, output: meter, errors: [billingErrors.meterKeyTaken] }),
};

export const meterSelectors = {
  listMeters: operation({ input: z.strictObject(pageInput), output: pageSchema('MeterPage', meter) }),
};

export type MeterFilter = z.output<typeof filter>;
export type Meter = z.output<typeof meter>;
export type CreateMeter = InputOf<typeof meterServices.createMeter>;
export type ListMeters = InputOf<typeof meterSelectors.listMeters>;
