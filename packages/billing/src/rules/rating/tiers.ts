import { zero, type Decimal } from '../decimal.ts';

interface Bounded {
  readonly upTo: Decimal | null;
}

/** The part of a quantity that falls into one tier. */
export interface TierPortion<T> {
  readonly tier: T;
  readonly from: Decimal;
  readonly quantity: Decimal;
}

export interface TierProblem {
  /** Position of the tier in the list. */
  readonly index: number;
  readonly rule: 'atLeastOne' | 'ascending' | 'onlyLastOpen' | 'lastOpen';
}

/**
 * The tiers that a quantity reaches, each with its part of it. Quantity zero reaches the first tier, so that its flat
 * amount is charged: Stripe, Lago and OpenMeter agree on it.
 */
export function tierPortions<T extends Bounded>(quantity: Decimal, tiers: readonly T[]): TierPortion<T>[] {
  const portions: TierPortion<T>[] = [];
  let from = zero;
  for (const tier of tiers) {
    if (portions.length > 0 && quantity.lte(from)) return portions;
    const end = tier.upTo === null || quantity.lt(tier.upTo) ? quantity : tier.upTo;
    portions.push({ tier, from, quantity: end.minus(from) });
    if (tier.upTo === null) return portions;
    from = tier.upTo;
  }
  if (portions.length === 0 || quantity.gt(from)) throw new RangeError('The quantity lies beyond the last tier.');
  return portions;
}

/** The tier that a whole quantity falls into: the first whose bound it does not exceed. */
export function tierOf<T extends Bounded>(quantity: Decimal, tiers: readonly T[]): TierPortion<T> {
  const index = tiers.findIndex(({ upTo }) => upTo === null || quantity.lte(upTo));
  const tier = tiers[index];
  if (!tier) throw new RangeError('The quantity lies beyond the last tier.');
  return { tier, from: tiers[index - 1]?.upTo ?? zero, quantity };
}

/**
 * What is wrong with a list of tiers: bounds rise from above zero, and the last tier alone is open. As a tier begins
 * where the one before it ends, there can be neither gap nor overlap.
 */
export function tierProblems(tiers: readonly Bounded[]): TierProblem[] {
  if (tiers.length === 0) return [{ index: 0, rule: 'atLeastOne' }];
  return tiers.flatMap(({ upTo }, index): TierProblem[] => {
    const last = index === tiers.length - 1;
    if (upTo === null) return last ? [] : [{ index, rule: 'onlyLastOpen' }];
    const ascending = upTo.gt(tiers[index - 1]?.upTo ?? zero);
    return [...(ascending ? [] : [{ index, rule: 'ascending' as const }]), ...(last ? [{ index, rule: 'lastOpen' as const }] : [])];
  });
}
