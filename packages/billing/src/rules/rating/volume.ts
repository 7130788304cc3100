import type { Decimal } from '../decimal.ts';
import type { ExactRating, VolumePrice } from './price.ts';
import { tierOf } from './tiers.ts';

/**
 * Volume tiers: all units cost what the one tier says that the whole quantity falls into, plus its flat amount. One
 * unit more can cost less in total. Source: Stripe, "Tiered pricing".
 */
export function rateVolume({ tiers }: VolumePrice, quantity: Decimal): ExactRating {
  const { tier, from } = tierOf(quantity, tiers);
  const amount = quantity.times(tier.unitAmount).plus(tier.flatAmount);
  return { exact: amount, breakdown: [{ kind: 'tier', from, ...tier, quantity, amount }] };
}
