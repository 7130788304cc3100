import { hundred, sumDecimals, type Decimal } from '../decimal.ts';
import type { BreakdownLine, ExactRating, GraduatedPercentagePrice } from './price.ts';
import { tierPortions } from './tiers.ts';

/** Graduated tiers over an amount (in major units), each with a percentage of its part and a flat amount. Source: Lago, "Graduated percentage". */
export function rateGraduatedPercentage({ tiers }: GraduatedPercentagePrice, total: Decimal): ExactRating {
  const breakdown = tierPortions(total, tiers).map(({ tier, from, quantity }): BreakdownLine => ({
    kind: 'tier',
    from,
    ...tier,
    quantity,
    amount: quantity.times(tier.ratePercent).div(hundred).plus(tier.flatAmount),
  }));
  return { exact: sumDecimals(breakdown.map((line) => line.amount)), breakdown };
}
