import type { Fraction } from './fraction.ts';
import { shareOf } from './money.ts';

/** Amounts in minor units. */
export interface SpendLimits {
  readonly minimum?: bigint;
  /** Not below `minimum`. */
  readonly maximum?: bigint;
}

export interface LimitedSpend {
  /** What the maximum takes off the line. */
  readonly maximumDiscount: bigint;
  /** The line after the discount. */
  readonly lineTotal: bigint;
  /** What the minimum adds, as a line of its own. */
  readonly minimumTopUp: bigint;
}

/**
 * Holds what a charge costs in a period between a minimum and a maximum spend (minor units). The maximum counts what
 * was billed before in the period; the minimum is topped up by the last line of the period alone. Source: OpenMeter,
 * "Minimum and maximum spend".
 */
export function limitSpend(
  { minimum = 0n, maximum }: SpendLimits,
  { billedBefore, lineAmount, lastLine }: { billedBefore: bigint; lineAmount: bigint; lastLine: boolean },
): LimitedSpend {
  const over = maximum === undefined ? 0n : billedBefore + lineAmount - maximum;
  const maximumDiscount = clamp(over, 0n, lineAmount > 0n ? lineAmount : 0n);
  const lineTotal = lineAmount - maximumDiscount;
  const short = minimum - (billedBefore + lineTotal);
  return { maximumDiscount, lineTotal, minimumTopUp: lastLine && short > 0n ? short : 0n };
}

export interface Commitment {
  /** What is to be spent in a full period. */
  readonly commitment: bigint;
  /** The plan's own fee for a full period. */
  readonly planFee: bigint;
  /** What was billed for usage. */
  readonly usage?: bigint;
  /** The part of the full period that was served. */
  readonly share: Fraction;
}

/**
 * The true-up to a minimum commitment (minor units): commitment and plan fee are each prorated and rounded, then
 * subtracted, as both may be invoiced; never negative. Source: Lago, "Minimum commitment".
 */
export function commitmentTrueUp({ commitment, planFee, usage = 0n, share }: Commitment): bigint {
  const short = shareOf(commitment, share) - shareOf(planFee, share) - usage;
  return short > 0n ? short : 0n;
}

function clamp(value: bigint, least: bigint, most: bigint): bigint {
  if (value < least) return least;
  return value > most ? most : value;
}
