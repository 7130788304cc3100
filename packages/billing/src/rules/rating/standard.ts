import type { Decimal } from '../decimal.ts';
import type { ExactRating, StandardPrice } from './price.ts';

/** Every unit at the same price: per-unit pricing, and seats. */
export function rateStandard({ unitAmount }: StandardPrice, quantity: Decimal): ExactRating {
  const amount = quantity.times(unitAmount);
  return { exact: amount, breakdown: [{ kind: 'units', quantity, unitAmount, amount }] };
}
