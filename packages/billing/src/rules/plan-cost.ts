import { type BillingInterval, lengthOf } from './billing-interval.ts';
import { addFractions, compareFractions, type Fraction, fraction, noShare } from './fraction.ts';

/** What a charge costs whatever is used, in minor units, and how often. */
export interface FixedCost {
  readonly amount: bigint;
  readonly interval: BillingInterval;
}

/** Days of 10,000 Gregorian months; amounts of months and of days are compared by the mean month. */
const daysInMonths = 304_369n;

function costOfDay({ amount, interval }: FixedCost): Fraction {
  const length = lengthOf(interval);
  return 'months' in length ? fraction(amount * 10_000n, daysInMonths * BigInt(length.months)) : fraction(amount, BigInt(length.days));
}

const costOf = (costs: readonly FixedCost[]): Fraction => costs.reduce((sum, cost) => addFractions(sum, costOfDay(cost)), noShare);

/** True where less is paid for a day than before; usage, which nobody knows ahead, is not looked at. */
export const isDowngrade = (before: readonly FixedCost[], after: readonly FixedCost[]): boolean => compareFractions(costOf(after), costOf(before)) < 0;
