import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { timing } from './charges.ts';
import { currencyField, decimalField, keyField } from './fields.ts';
import { money } from './money.ts';
import { priceFields, spendFields } from './prices.ts';

const quantity = decimalField.meta({ description: 'What was used, in units.' });
/** A charge can be pasted from a plan: when it is charged and what counts it changes nothing here. */
const pasted = { key: keyField, timing: timing.exactOptional(), meter: keyField.exactOptional() };

const previewed = <Model extends Exclude<keyof typeof priceFields, 'flat' | 'percentage'>>(model: Model) =>
  z.strictObject({ ...pasted, model: z.literal(model), ...priceFields[model], ...spendFields, quantity });

const previewedPercentage = z.strictObject({
  ...pasted,
  model: z.literal('percentage'),
  ...priceFields.percentage,
  ...spendFields,
  quantity: decimalField.exactOptional().meta({ description: 'The amount of one event, where `events` is left out.' }),
  events: z.array(decimalField).max(1000).exactOptional().meta({ description: 'The amount of each event, in their order.' }),
});

const previewedCharge = z
  .discriminatedUnion('model', [
    z.strictObject({ ...pasted, model: z.literal('flat'), ...priceFields.flat, quantity: quantity.exactOptional() }),
    previewed('standard'),
    previewed('graduated'),
    previewed('volume'),
    previewed('package'),
    previewedPercentage,
    previewed('graduatedPercentage'),
    previewed('dynamic'),
  ])
  .meta({ id: 'PreviewedCharge', description: 'A charge as in a plan, and a quantity. Timing and meter are not looked at.' });

const breakdownLine = z
  .strictObject({
    kind: z.string().meta({
      description: '`flat`, `units`, `tier`, `packages`, `percentage`, `fixedPerEvent`, `minimumPerEvent`, `maximumPerEvent`, `markup` or `minimumSpend`.',
    }),
    amount: z.string(),
    quantity: z.string().exactOptional(),
    unitAmount: z.string().exactOptional(),
    flatAmount: z.string().exactOptional(),
    ratePercent: z.string().exactOptional(),
    multiplier: z.string().exactOptional(),
    from: z.string().exactOptional().meta({ description: 'Units above this are in the tier.' }),
    upTo: z.string().nullable().exactOptional().meta({ description: 'Units up to and with this are in the tier.' }),
  })
  .meta({ id: 'BreakdownLine', description: 'One step from a quantity to an amount: decimals, amounts in major units, not rounded.' });

const pricedLine = z
  .strictObject({
    key: z.string().meta({ description: "The charge's; what is missing to its minimum spend is another line with the same key." }),
    amount: money,
    exact: z.string().meta({ description: 'The amount in major units, before it is rounded and before the maximum spend.' }),
    maximumDiscount: money.exactOptional().meta({ description: 'What the maximum spend took off.' }),
    breakdown: z.array(breakdownLine),
  })
  .meta({ id: 'PricedLine' });

const preview = z.strictObject({ lines: z.array(pricedLine), total: money }).meta({ id: 'PricingPreview' });

export const pricingSelectors = {
  previewPricing: operation({
    input: z.strictObject({ currency: currencyField, charges: z.array(previewedCharge).min(1).max(50) }),
    output: preview,
  }),
};

export type BreakdownText = z.output<typeof breakdownLine>;
export type PricingPreview = z.output<typeof preview>;
export type PreviewPricing = InputOf<typeof pricingSelectors.previewPricing>;
