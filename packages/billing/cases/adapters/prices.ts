import { z } from 'zod';
import type { Price } from '../../src/rules/rating/price.ts';
import { zero } from '../../src/rules/decimal.ts';
import { decimal, optional } from '../input.ts';

const flatAmount = decimal.default(zero);

export const tier = z
  .object({ up_to: decimal.nullable(), unit_amount: decimal.default(zero), flat_amount: flatAmount })
  .transform((read) => ({ upTo: read.up_to, unitAmount: read.unit_amount, flatAmount: read.flat_amount }));

const percentageTier = z
  .object({ up_to: decimal.nullable(), rate_percent: decimal, flat_amount: flatAmount })
  .transform((read) => ({ upTo: read.up_to, ratePercent: read.rate_percent, flatAmount: read.flat_amount }));

const flat = z.object({ model: z.literal('flat'), amount: decimal });
const standard = z
  .object({ model: z.literal('standard'), unit_amount: decimal })
  .transform(({ model, unit_amount: unitAmount }) => ({ model, unitAmount }));
const tiered = z.object({ model: z.enum(['graduated', 'volume']), tiers: z.array(tier) });
const graduatedPercentage = z
  .object({ model: z.literal('graduated_percentage'), tiers: z.array(percentageTier) })
  .transform(({ tiers }) => ({ model: 'graduatedPercentage' as const, tiers }));
const packaged = z
  .object({ model: z.literal('package'), package_size: decimal, package_amount: decimal, free_units: decimal.default(zero) })
  .transform((read) => ({
    model: read.model,
    packageSize: read.package_size,
    packageAmount: read.package_amount,
    freeUnits: read.free_units,
  }));

/** The price of a case that names a model. */
export const price = z.union([flat, standard, tiered, graduatedPercentage, packaged]).transform((read): Price => read);

/** The price of a case whose kind is the percentage model. */
export const percentagePrice = z
  .object({
    rate_percent: decimal,
    fixed_per_event: decimal.default(zero),
    free_events: optional(z.int()),
    free_total: optional(decimal),
    min_per_event: optional(decimal),
    max_per_event: optional(decimal),
  })
  .transform((read): Price => ({
    model: 'percentage',
    ratePercent: read.rate_percent,
    fixedPerEvent: read.fixed_per_event,
    ...(read.free_events === undefined ? {} : { freeEvents: read.free_events }),
    ...(read.free_total ? { freeTotal: read.free_total } : {}),
    ...(read.min_per_event ? { minimumPerEvent: read.min_per_event } : {}),
    ...(read.max_per_event ? { maximumPerEvent: read.max_per_event } : {}),
  }));
