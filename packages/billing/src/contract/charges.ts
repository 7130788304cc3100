import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import { currencyField, keyField } from './fields.ts';
import { priceFields, spendFields } from './prices.ts';

export const timing = z.enum(['inAdvance', 'inArrears']);

const meter = keyField.meta({ description: "The meter's key." });
const taxRate = keyField.exactOptional().meta({ description: "The key of a tax rate that comes before the account's." });
const counted = {
  key: keyField,
  timing,
  taxRate,
  meter: meter.exactOptional().meta({ description: "The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance." }),
};
const metered = { key: keyField, timing: z.literal('inArrears'), meter, taxRate };

/** A price in each other currency that the plan can be paid in, by the same model. */
const pricesIn = <Fields extends z.ZodRawShape>(fields: Fields) => ({
  prices: z.array(z.strictObject({ currency: currencyField, ...fields })).max(20).exactOptional().meta({ description: 'The price in other currencies. All charges of a plan have a price in the same ones.' }),
});

const flat = z.strictObject({ key: keyField, timing, taxRate, model: z.literal('flat'), ...priceFields.flat, ...pricesIn(priceFields.flat) });

/** A charge whose amount depends on a quantity, and can be held between limits. */
const chargeOf = <Base extends z.ZodRawShape, Model extends string, Fields extends z.ZodRawShape>(base: Base, model: Model, fields: Fields) =>
  z.strictObject({ ...base, model: z.literal(model), ...fields, ...pricesIn(fields) });

const standard = chargeOf(counted, 'standard', { ...priceFields.standard, ...spendFields });
const graduated = chargeOf(counted, 'graduated', { ...priceFields.graduated, ...spendFields });
const volume = chargeOf(counted, 'volume', { ...priceFields.volume, ...spendFields });
const packages = chargeOf(counted, 'package', { ...priceFields.package, ...spendFields });
const percentage = chargeOf(metered, 'percentage', { ...priceFields.percentage, ...spendFields });
const graduatedPercentage = chargeOf(metered, 'graduatedPercentage', { ...priceFields.graduatedPercentage, ...spendFields });
const dynamic = chargeOf(metered, 'dynamic', { ...priceFields.dynamic, ...spendFields });

export const newCharge = z
  .discriminatedUnion('model', [flat, standard, graduated, volume, packages, percentage, graduatedPercentage, dynamic])
  .meta({ id: 'NewCharge', description: "One priced component of a plan. What a meter counts is charged in arrears, the subscription's quantity in advance." });

const overrideOf = <Model extends string, Fields extends z.ZodRawShape>(model: Model, fields: Fields) => z.strictObject({ key: keyField, model: z.literal(model), ...fields });

export const chargeOverride = z
  .discriminatedUnion('model', [
    overrideOf('flat', priceFields.flat),
    overrideOf('standard', { ...priceFields.standard, ...spendFields }),
    overrideOf('graduated', { ...priceFields.graduated, ...spendFields }),
    overrideOf('volume', { ...priceFields.volume, ...spendFields }),
    overrideOf('package', { ...priceFields.package, ...spendFields }),
    overrideOf('percentage', { ...priceFields.percentage, ...spendFields }),
    overrideOf('graduatedPercentage', { ...priceFields.graduatedPercentage, ...spendFields }),
    overrideOf('dynamic', { ...priceFields.dynamic, ...spendFields }),
  ])
  .meta({ id: 'ChargeOverride', description: "Another price of a charge, by its own model and in the account's currency." });

const id = idSchema('charge');

export const charge = z
  .discriminatedUnion('model', [
    flat.extend({ id }),
    standard.extend({ id }),
    graduated.extend({ id }),
    volume.extend({ id }),
    packages.extend({ id }),
    percentage.extend({ id }),
    graduatedPercentage.extend({ id }),
    dynamic.extend({ id }),
  ])
  .meta({ id: 'Charge', description: 'One priced component of a plan.' });

export type NewCharge = z.output<typeof newCharge>;
export type ChargeOverride = z.output<typeof chargeOverride>;
export type Charge = z.output<typeof charge>;
