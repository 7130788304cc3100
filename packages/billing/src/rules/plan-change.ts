import type { Fraction } from './fraction.ts';
import { shareOf, sumAmounts } from './money.ts';

/** An item of a subscription with its amount for one whole cycle, after discounts, in minor units. */
export interface PlanItem {
  readonly key: string;
  readonly amount: bigint;
}

export interface PlanChangeInput {
  /** What was really billed for the running cycle: a change never credits money that was not charged. */
  readonly billed: readonly PlanItem[];
  /** The share of the running cycle that was billed and is not used. */
  readonly unusedShare: Fraction;
  readonly next: readonly PlanItem[];
  /**
   * The share of the new plan's cycle that is charged now: `unusedShare` where the cycle goes on, the whole where the
   * interval changes and a new cycle begins, the leading part where the anchor moves.
   */
  readonly nextShare: Fraction;
}

export interface PlanChange {
  /** Lines that give back what is unused, each zero or negative. */
  readonly credits: readonly PlanItem[];
  /** Lines for the rest of the cycle on the new plan. */
  readonly debits: readonly PlanItem[];
  /** The sums of both, positive, and what is asked for: negative on a downgrade. */
  readonly credit: bigint;
  readonly debit: bigint;
  readonly net: bigint;
}

/**
 * Change of plan amid a cycle: what is unused of each old item is credited, the rest of the cycle is charged at the new
 * prices. Each line is rounded, then summed, so that the invoice adds up and a change there and back at one instant
 * nets to zero. Source: Stripe, "Prorations" (flexible); Polar and Meteroid calculate alike.
 */
export function changePlan({ billed, unusedShare, next, nextShare }: PlanChangeInput): PlanChange {
  const credits = billed.map(({ key, amount }) => ({ key, amount: -shareOf(amount, unusedShare) }));
  const debits = next.map(({ key, amount }) => ({ key, amount: shareOf(amount, nextShare) }));
  const credit = -sumAmounts(credits.map((line) => line.amount));
  const debit = sumAmounts(debits.map((line) => line.amount));
  return { credits, debits, credit, debit, net: debit - credit };
}

/**
 * What an item may be credited for: the price that was billed last, less the discount it was billed with. A current
 * price that was never billed, after an upgrade that waits for its invoice, does not count.
 */
export function creditBasis({
  lastBilled,
  current,
  discountBilled = 0n,
}: {
  lastBilled: bigint;
  current?: { price: bigint; billed: boolean };
  discountBilled?: bigint;
}): bigint {
  return (current?.billed ? current.price : lastBilled) - discountBilled;
}

export interface AmountChange {
  readonly direction: 'debit' | 'credit';
  /** Not negative. */
  readonly amount: bigint;
}

/** Change of an item's amount amid a cycle, from one whole-cycle amount to another: the difference, prorated. */
export function changeAmount(from: bigint, to: bigint, remaining: Fraction): AmountChange {
  const difference = shareOf(to - from, remaining);
  return difference < 0n ? { direction: 'credit', amount: -difference } : { direction: 'debit', amount: difference };
}

/** What a number of seats costs for one whole cycle. */
export function seatsAmount(unitAmount: bigint, seats: bigint): bigint {
  return unitAmount * seats;
}

export interface SeatChangeInput {
  readonly unitAmount: bigint;
  /** The price of a seat once a change of plan that is waiting for the period's end has come. */
  readonly pendingUnitAmount?: bigint;
  readonly from: bigint;
  readonly to: bigint;
  readonly remaining: Fraction;
}

/** Change of seats amid a cycle: at the price of now until the cycle ends, at the pending one from the next. Source: Polar. */
export function changeSeats({
  unitAmount,
  pendingUnitAmount = unitAmount,
  from,
  to,
  remaining,
}: SeatChangeInput): AmountChange & { nextCycleAmount: bigint } {
  const change = changeAmount(seatsAmount(unitAmount, from), seatsAmount(unitAmount, to), remaining);
  return { ...change, nextCycleAmount: seatsAmount(pendingUnitAmount, to) };
}
