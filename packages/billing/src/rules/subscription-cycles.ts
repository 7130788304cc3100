import type { Temporal } from 'temporal-polyfill';
import { boundaryInstant, type InstantPeriod, localDateOf, periodAt } from './billing-calendar.ts';
import { type BillingInterval, lengthOf } from './billing-interval.ts';
import { anchorOnDay } from './billing-periods.ts';

/** A plan and its charges, each with the plan's interval or one of its own. */
export interface MixedIntervals {
  readonly interval: BillingInterval;
  readonly charges: readonly { readonly interval: BillingInterval | null }[];
}

/**
 * Where the cycles of a subscription stand. All charges share one anchor; the shortest of their intervals is the step, and each
 * charge's cycle is a whole number of steps, so that one counter says where all of them are.
 */
export interface Cycles {
  readonly timeZone: string;
  /** Local day that every boundary is counted from. */
  readonly anchor: Temporal.PlainDate;
  /** Boundary number 0: the anchor's first instant, or a later one of that day at which the first cycle began. */
  readonly anchoredAt: Temporal.Instant;
  /** Number of the step that runs. */
  readonly step: number;
}

const unitsOf = (interval: BillingInterval): { readonly of: 'months' | 'days'; readonly count: number } => {
  const length = lengthOf(interval);
  return 'months' in length ? { of: 'months', count: length.months } : { of: 'days', count: length.days };
};

/** Steps in an interval; null where the two have no common measure. */
function stepsIn(interval: BillingInterval, step: BillingInterval): number | null {
  const [whole, part] = [unitsOf(interval), unitsOf(step)];
  return whole.of === part.of && whole.count % part.count === 0 ? whole.count / part.count : null;
}

const intervalsOf = ({ interval, charges }: MixedIntervals): BillingInterval[] => [interval, ...charges.flatMap((charge) => charge.interval ?? [])];

function shortest(terms: MixedIntervals): BillingInterval {
  return intervalsOf(terms).reduce((least, next) => (unitsOf(next).count < unitsOf(least).count ? next : least));
}

function boundaryOf({ timeZone, anchor, anchoredAt }: Cycles, terms: MixedIntervals, index: number): Temporal.Instant {
  return index === 0 ? anchoredAt : boundaryInstant({ anchor, interval: shortest(terms), timeZone }, index);
}

/** The end of the step that runs: the next boundary of any charge. */
export const endOfStep = (cycles: Cycles, terms: MixedIntervals): Temporal.Instant => boundaryOf(cycles, terms, cycles.step + 1);

/** The whole cycle that runs of an interval of the plan; null is the plan's own. */
export function cycleOf(cycles: Cycles, terms: MixedIntervals, interval: BillingInterval | null): InstantPeriod {
  const steps = stepsIn(interval ?? terms.interval, shortest(terms));
  if (steps === null) throw new RangeError('The intervals of the plan have no common step.');
  const first = steps * Math.floor(cycles.step / steps);
  return { start: boundaryOf(cycles, terms, first), end: boundaryOf(cycles, terms, first + steps) };
}

/** The cycles of a service that begins at an instant: anchored there, or on a day of the month, where it has months. */
export function cyclesFrom(terms: MixedIntervals, from: Temporal.Instant, timeZone: string, anchorDay: number | null): Cycles {
  const date = localDateOf(from, timeZone);
  if (anchorDay === null || unitsOf(terms.interval).of === 'days') return { timeZone, anchor: date, anchoredAt: from, step: 0 };
  const calendar = { anchor: anchorOnDay(date, anchorDay, terms.interval), interval: shortest(terms), timeZone };
  return { timeZone, anchor: calendar.anchor, anchoredAt: boundaryInstant(calendar, 0), step: periodAt(calendar, from).index };
}

/** The same anchor under other terms: only the step is counted anew. */
export function cyclesUnder(terms: MixedIntervals, { anchor, timeZone, anchoredAt }: Cycles, at: Temporal.Instant): Cycles {
  return { timeZone, anchor, anchoredAt, step: periodAt({ anchor, interval: shortest(terms), timeZone }, at).index };
}

/**
 * The next day of the month on which a subscription would be billed if it went on by the month, on its billing day where it has
 * one; the end of a month that has no such day.
 */
export function nextMonthly({ anchor, timeZone }: Cycles, anchorDay: number | null, at: Temporal.Instant): Temporal.Instant {
  const interval: BillingInterval = { unit: 'month', count: 1 };
  return periodAt({ anchor: anchorDay === null ? anchor : anchorOnDay(anchor, anchorDay, interval), interval, timeZone }, at).end;
}
