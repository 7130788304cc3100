import { minorUnitPlaces } from '../currency.ts';
import { toMajorUnits } from '../money.ts';
import { limitSpend, type SpendLimits } from '../spend-limits.ts';
import type { ExactRating, Price, Usage } from './price.ts';
import { rate } from './rate.ts';

/** A line of a charge: what its usage costs, or what is missing to its minimum spend. */
export interface RatedLine extends ExactRating {
  readonly reason: 'period' | 'minimumSpend';
  /** Minor units, rounded, after the maximum spend. */
  readonly amount: bigint;
  /** What the maximum spend took off (minor units). */
  readonly maximumDiscount: bigint;
}

/**
 * The lines of a charge for a whole period: its usage, held below the maximum spend, and what is missing to the minimum spend
 * as a line of its own. Previews and invoices are made of the same lines.
 */
export function rateCharge({ price, limits }: { price: Price; limits: SpendLimits }, usage: Usage, currency: string): RatedLine[] {
  const { exact, breakdown, amount } = rate(price, usage, currency);
  const { lineTotal, maximumDiscount, minimumTopUp } = limitSpend(limits, { billedBefore: 0n, lineAmount: amount.amount, lastLine: true });
  const line: RatedLine = { reason: 'period', exact, breakdown, amount: lineTotal, maximumDiscount };
  if (minimumTopUp === 0n) return [line];
  const missing = toMajorUnits(minimumTopUp, minorUnitPlaces(currency));
  return [line, { reason: 'minimumSpend', exact: missing, breakdown: [{ kind: 'minimumSpend', amount: missing }], amount: minimumTopUp, maximumDiscount: 0n }];
}
