import type { Money } from '../money.ts';
import type { Price, Usage } from './price.ts';
import { rate } from './rate.ts';

/**
 * What is still to be billed for a period that was invoiced before all of its usage had arrived: the whole usage rated
 * again, less what was invoiced for it (minor units). Only the difference is charged, on a later invoice, as a line for
 * the period it belongs to; it is negative where usage was taken back, or where a volume price fell.
 */
export function rateLateUsage(price: Price, usage: Usage, invoiced: bigint, currency: string): Money {
  return { amount: rate(price, usage, currency).amount.amount - invoiced, currency };
}
