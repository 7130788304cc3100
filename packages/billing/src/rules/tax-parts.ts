import { allocate } from './allocation.ts';
import type { Decimal } from './decimal.ts';
import { fractionOf } from './fraction.ts';

/** One of the taxes that a rate is put together from. */
export interface TaxPart {
  /** Unique among the parts. */
  readonly key: string;
  /** A percent. */
  readonly percentage: Decimal;
}

/** What of a tax (minor units) at the sum of the percentages is each part's, in their order: by largest remainder, so that the parts sum to it. */
export function sharesOfTax(tax: bigint, parts: readonly TaxPart[]): bigint[] {
  return allocate(tax, parts.map(({ key, percentage }) => ({ key, weight: fractionOf(percentage) }))).map(({ amount }) => amount);
}
