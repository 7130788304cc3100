import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { flatPrice, graduatedPrice, standardPrice, timing } from './charges.ts';
import { currencyField, decimalField, keyField } from './fields.ts';
import { money } from './money.ts';

const quantity = decimalField.meta({ description: 'What was used, in units.' });
/** A charge can be pasted from a plan: when it is charged and what counts it changes nothing here. */
const pasted = { key: keyField, timing: timing.exactOptional(), meter: keyField.exactOptional() };

const previewedCharge = z
  .discriminatedUnion('model', [
    z.strictObject({ ...pasted, ...flatPrice, quantity: quantity.exactOptional() }),
    z.strictObject({ ...pasted, ...standardPrice, quantity }),
    z.strictObject({ ...pasted, ...graduatedPrice, quantity }),
  ])
  .meta({ id: 'PreviewedCharge', description: 'A charge as in a plan, and a quantity. Timing and meter are not looked at.' });

const breakdownLine = z
  .strictObject({
    kind: z.string().meta({ description: '`flat`, `units` or `tier`.' }),
    amount: z.string(),
    quantity: z.string().exactOptional(),
    unitAmount: z.string().exactOptional(),
    flatAmount: z.string().exactOptional(),
    from: z.string().exactOptional().meta({ description: 'Units above this are in the tier.' }),
    upTo: z.string().nullable().exactOptional().meta({ description: 'Units up to and with this are in the tier.' }),
  })
  .meta({ id: 'BreakdownLine', description: 'One step from a quantity to an amount: decimals, amounts in major units, not rounded.' });

const pricedLine = z
  .strictObject({
    key: z.string(),
    amount: money,
    exact: z.string().meta({ description: 'The amount in major units, before it is rounded.' }),
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
