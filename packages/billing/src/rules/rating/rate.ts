import { zero } from '../decimal.ts';
import { toMoney, type Money } from '../money.ts';
import { rateDynamic } from './dynamic.ts';
import { rateFlat } from './flat.ts';
import { rateGraduatedPercentage } from './graduated-percentage.ts';
import { rateGraduated } from './graduated.ts';
import { ratePackage } from './package.ts';
import { ratePercentage } from './percentage.ts';
import { eachOnce, type EqualEvents, type ExactRating, type Price, type PricingModel, type Usage } from './price.ts';
import { rateStandard } from './standard.ts';
import { rateVolume } from './volume.ts';

/** An exact rating (major units) and the amount that is booked for it, rounded once. */
export interface Rating extends ExactRating {
  readonly amount: Money;
}

/**
 * What a period's usage costs. A total below zero, as a sum of corrections can be, is rated as zero: usage never makes
 * the seller owe money.
 */
export function rate(price: Price, usage: Usage, currency: string): Rating {
  const rating = rateExactly(price, usage);
  return { ...rating, amount: toMoney(rating.exact, currency) };
}

/** True for a model whose total never falls as usage grows, so that a period may be billed in parts. */
export function isBillableInParts(model: PricingModel): boolean {
  return model !== 'volume';
}

/** The usage of both, the events in order. */
export function addUsage(billed: Usage, added: Usage): Usage {
  return { quantity: billed.quantity.plus(added.quantity), events: [...eventsOf(billed), ...eventsOf(added)] };
}

/**
 * What `added` costs after `billed` was billed in the same period: a split line. Both amounts are differences of
 * totals, so that lines of one period sum to what one line over all of it would be, to the minor unit.
 * A flat amount of the first tier belongs to the part that was billed first, even with quantity zero.
 */
export function rateIncrement(price: Price, billed: Usage, added: Usage, currency: string): Pick<Rating, 'exact' | 'amount'> {
  const before = rate(price, billed, currency);
  const after = rate(price, addUsage(billed, added), currency);
  return {
    exact: after.exact.minus(before.exact),
    amount: { amount: after.amount.amount - before.amount.amount, currency },
  };
}

function rateExactly(price: Price, usage: Usage): ExactRating {
  const quantity = usage.quantity.isNegative() ? zero : usage.quantity;
  switch (price.model) {
    case 'flat':
      return rateFlat(price);
    case 'standard':
      return rateStandard(price, quantity);
    case 'graduated':
      return rateGraduated(price, quantity);
    case 'volume':
      return rateVolume(price, quantity);
    case 'package':
      return ratePackage(price, quantity);
    case 'percentage':
      return ratePercentage(price, eventsOf(usage));
    case 'graduatedPercentage':
      return rateGraduatedPercentage(price, quantity);
    case 'dynamic':
      return rateDynamic(price, quantity);
  }
}

function eventsOf({ quantity, events = eachOnce([quantity]) }: Usage): readonly EqualEvents[] {
  return events;
}
