import { sumAmounts } from '../money.ts';
import type { SpendLimits } from '../spend-limits.ts';
import type { Price, Usage } from './price.ts';
import { type RatedLine, rateCharge } from './rate-charge.ts';

export interface LateUsage {
  /** The whole usage, rated anew. */
  readonly lines: readonly RatedLine[];
  /** Minor units. */
  readonly whole: bigint;
  readonly amount: bigint;
}

/**
 * What is still to be billed for a period that was invoiced before all of its usage had arrived: the whole usage rated
 * again within its spend limits, less what was invoiced for it (minor units). Only the difference is charged, on a later invoice, as a line
 * for the period it belongs to; it is negative where usage was taken back, or where a volume price fell.
 */
export function rateLateUsage(charge: { readonly price: Price; readonly limits: SpendLimits }, usage: Usage, invoiced: bigint, currency: string): LateUsage {
  const lines = rateCharge(charge, usage, currency);
  const whole = sumAmounts(lines.map(({ amount }) => amount));
  return { lines, whole, amount: whole - invoiced };
}
