import type { ExactRating, FlatPrice } from './price.ts';

/** A fixed amount a period, whatever the quantity. */
export function rateFlat({ amount }: FlatPrice): ExactRating {
  return { exact: amount, breakdown: [{ kind: 'flat', flatAmount: amount, amount }] };
}
