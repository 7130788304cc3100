import type { Decimal } from '../decimal.ts';
import type { DynamicPrice, ExactRating } from './price.ts';

/** The cost that the usage arrived with (major units) times a mark-up: cost plus. Source: OpenMeter, "Dynamic pricing". */
export function rateDynamic({ multiplier }: DynamicPrice, cost: Decimal): ExactRating {
  const amount = cost.times(multiplier);
  return { exact: amount, breakdown: [{ kind: 'markup', quantity: cost, multiplier, amount }] };
}
