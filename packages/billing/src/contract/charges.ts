import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import { decimalField, keyField } from './fields.ts';

const tier = z
  .strictObject({
    upTo: decimalField.nullable().meta({ description: 'The last unit of the tier; null for the last tier, which has no end.' }),
    unitAmount: decimalField.meta({ description: 'What each unit in the tier costs, in major units.' }),
    flatAmount: decimalField.meta({ description: 'What reaching the tier costs once, in major units.' }),
  })
  .meta({ id: 'Tier' });

const tiers = z.array(tier).min(1).max(100);

/** What each model asks for; the fields of a price, in every charge. */
export const flatPrice = { model: z.literal('flat'), amount: decimalField.meta({ description: 'A period costs this, in major units.' }) };
export const standardPrice = { model: z.literal('standard'), unitAmount: decimalField.meta({ description: 'A unit costs this, in major units.' }) };
export const graduatedPrice = { model: z.literal('graduated'), tiers };

export const timing = z.enum(['inAdvance', 'inArrears']);

const once = { key: keyField, timing };
const metered = { key: keyField, timing: z.literal('inArrears'), meter: keyField.meta({ description: "The meter's key." }) };

const flat = z.strictObject({ ...once, ...flatPrice });
const standard = z.strictObject({ ...metered, ...standardPrice });
const graduated = z.strictObject({ ...metered, ...graduatedPrice });

export const newCharge = z
  .discriminatedUnion('model', [flat, standard, graduated])
  .meta({ id: 'NewCharge', description: 'One priced component of a plan. What is metered is charged in arrears.' });

const id = idSchema('charge');

export const charge = z
  .discriminatedUnion('model', [flat.extend({ id }), standard.extend({ id }), graduated.extend({ id })])
  .meta({ id: 'Charge', description: 'One priced component of a plan.' });

export type NewCharge = z.output<typeof newCharge>;
export type Charge = z.output<typeof charge>;
export type TierText = z.output<typeof tier>;

/** A price as it crosses the border and lies in the database: decimals as text. */
export type PriceText =
  | { readonly model: 'flat'; readonly amount: string }
  | { readonly model: 'standard'; readonly unitAmount: string }
  | { readonly model: 'graduated'; readonly tiers: readonly TierText[] };
