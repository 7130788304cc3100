import { sumDecimals, type Decimal } from '../decimal.ts';
import type { BreakdownLine, ExactRating, GraduatedPrice } from './price.ts';
import { tierPortions } from './tiers.ts';

/**
 * Graduated tiers: each unit costs what the tier says that it falls into, and each tier that is reached adds its flat
 * amount once. 12 units over tiers up to 10 and beyond are 10 at the first price and 2 at the second. Source: Stripe,
 * "Tiered pricing"; Lago and OpenMeter rate alike.
 */
export function rateGraduated({ tiers }: GraduatedPrice, quantity: Decimal): ExactRating {
  const breakdown = tierPortions(quantity, tiers).map(({ tier, from, quantity: units }): BreakdownLine => ({
    kind: 'tier',
    from,
    ...tier,
    quantity: units,
    amount: units.times(tier.unitAmount).plus(tier.flatAmount),
  }));
  return { exact: sumDecimals(breakdown.map((line) => line.amount)), breakdown };
}
