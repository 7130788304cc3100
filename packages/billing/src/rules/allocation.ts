import {
  addFractions,
  compareFractions,
  fraction,
  multiplyFractions,
  noShare,
  subtractFractions,
  sumFractions,
  type Fraction,
} from './fraction.ts';

export interface WeightedItem {
  /** Unique among the items; decides who gets the last unit when two remainders are equal. */
  readonly key: string;
  /** Not negative. */
  readonly weight: Fraction;
}

export interface ExactShare {
  readonly key: string;
  readonly exact: Fraction;
}

export interface Allocation {
  readonly key: string;
  readonly amount: bigint;
}

/**
 * Splits an amount (minor units) over items by weight, so that the shares sum to it exactly: the method of the largest
 * remainder (Hamilton). Equal remainders are served in order of key, so that the order of the items changes nothing.
 * A negative amount splits as its positive one does. A RangeError where all weights are zero and the amount is not.
 */
export function allocate(amount: bigint, items: readonly WeightedItem[]): Allocation[] {
  const total = sumFractions(items.map((item) => item.weight));
  if (amount === 0n) return items.map(({ key }) => ({ key, amount: 0n }));
  if (total.numerator === 0n || items.some((item) => item.weight.numerator < 0n))
    throw new RangeError('Weights are not negative, and not all zero.');
  const magnitude = amount < 0n ? -amount : amount;
  const unit = multiplyFractions(fraction(magnitude), fraction(total.denominator, total.numerator));
  const shares = items.map(({ key, weight }) => ({ key, exact: multiplyFractions(weight, unit) }));
  return roundToTotal(magnitude, shares).map((share) => (amount < 0n ? { key: share.key, amount: -share.amount } : share));
}

/**
 * Rounds exact shares to integers that sum to `total`, which is their exact sum rounded to an integer up or down: each
 * is rounded down, and what is missing goes by one unit to the largest remainders.
 */
export function roundToTotal(total: bigint, shares: readonly ExactShare[]): Allocation[] {
  const floors = shares.map(({ key, exact }) => {
    const floor = floorOf(exact);
    return { key, floor, remainder: subtractFractions(exact, fraction(floor)) };
  });
  const missing = total - floors.reduce((sum, { floor }) => sum + floor, 0n);
  const exactSum = shares.reduce((sum, { exact }) => addFractions(sum, exact), noShare);
  if (total !== floorOf(exactSum) && total !== -floorOf(multiplyFractions(exactSum, fraction(-1n))))
    throw new RangeError('The shares do not sum to the total.');
  const served = [...floors].sort((a, b) => compareFractions(b.remainder, a.remainder) || compareKeys(a.key, b.key));
  const raised = new Set(served.slice(0, Number(missing)));
  return floors.map((share) => ({ key: share.key, amount: raised.has(share) ? share.floor + 1n : share.floor }));
}

function floorOf({ numerator, denominator }: Fraction): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** By code unit: the same on every machine and in every locale. */
function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
