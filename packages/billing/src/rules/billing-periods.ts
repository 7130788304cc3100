import { Temporal } from 'temporal-polyfill';
import { lengthOf, type BillingInterval } from './billing-interval.ts';

/**
 * An anchored billing cycle. The nth boundary is always computed from the anchor, never from the boundary before it, so
 * that an anchor on the 31st visits every month's last day and returns to the 31st (Stripe, "Billing cycle anchor").
 */
export interface BillingCycle {
  readonly anchor: Temporal.PlainDate;
  readonly interval: BillingInterval;
}

/** Half-open: from `start`, before `end`. */
export interface DatePeriod {
  readonly start: Temporal.PlainDate;
  readonly end: Temporal.PlainDate;
}

/** The nth boundary after the anchor; the anchor itself is number 0, earlier ones are negative. */
export function boundaryDate({ anchor, interval }: BillingCycle, index: number): Temporal.PlainDate {
  const length = lengthOf(interval);
  return 'months' in length ? anchor.add({ months: index * length.months }) : anchor.add({ days: index * length.days });
}

/** `count` boundaries from the nth on. */
export function boundaryDates(cycle: BillingCycle, index: number, count: number): Temporal.PlainDate[] {
  return Array.from({ length: count }, (_, step) => boundaryDate(cycle, index + step));
}

/** Number of the period that a date lies in: from boundary n, before boundary n + 1. */
export function periodIndexOn(cycle: BillingCycle, date: Temporal.PlainDate): number {
  const length = lengthOf(cycle.interval);
  if ('days' in length) return Math.floor(cycle.anchor.until(date, { largestUnit: 'day' }).days / length.days);
  const months = 12 * (date.year - cycle.anchor.year) + (date.month - cycle.anchor.month);
  const guess = Math.floor(months / length.months);
  // Only the boundary in the date's own month can still lie after the date.
  return Temporal.PlainDate.compare(boundaryDate(cycle, guess), date) > 0 ? guess - 1 : guess;
}

/** The whole period that a date lies in. */
export function periodOn(cycle: BillingCycle, date: Temporal.PlainDate): DatePeriod {
  const index = periodIndexOn(cycle, date);
  return { start: boundaryDate(cycle, index), end: boundaryDate(cycle, index + 1) };
}

/** The periods of a service from `start` on that begin before `through`; the first begins at `start`, even amid a period. */
export function periodsFrom(cycle: BillingCycle, start: Temporal.PlainDate, through: Temporal.PlainDate): DatePeriod[] {
  const periods: DatePeriod[] = [];
  let next = start;
  for (let index = periodIndexOn(cycle, start) + 1; Temporal.PlainDate.compare(next, through) < 0; index += 1) {
    const end = boundaryDate(cycle, index);
    periods.push({ start: next, end });
    next = end;
  }
  return periods;
}

/** How many whole periods, counted from `start`, end on or before `end`. */
export function wholePeriodsBetween(start: Temporal.PlainDate, end: Temporal.PlainDate, interval: BillingInterval): number {
  return periodIndexOn({ anchor: start, interval }, end);
}

/** The period of a subscription whose items have intervals of their own: latest start, earliest end (Stripe, "Mixed intervals"). */
export function mixedIntervalPeriodOn(cycles: readonly BillingCycle[], date: Temporal.PlainDate): DatePeriod {
  const periods = cycles.map((cycle) => periodOn(cycle, date));
  return periods.reduce((common, period) => ({
    start: Temporal.PlainDate.compare(period.start, common.start) > 0 ? period.start : common.start,
    end: Temporal.PlainDate.compare(period.end, common.end) < 0 ? period.end : common.end,
  }));
}

/** Anchor of calendar billing: the Monday of the week, or the first of the month, quarter or year that the date lies in. */
export function calendarAnchor(date: Temporal.PlainDate, interval: BillingInterval): Temporal.PlainDate {
  if (interval.unit === 'day') return date;
  if (interval.unit === 'week') return date.subtract({ days: date.dayOfWeek - 1 });
  const yearStart = date.with({ month: 1, day: 1 });
  return interval.unit === 'year' ? yearStart : periodOn({ anchor: yearStart, interval }, date).start;
}

/**
 * Anchor for a billing day of the month, 1 to 31: the first boundary on or after `date` falls on that day, or on the
 * last of a month without it. Where that month is too short, the anchor is a later boundary that shows the day itself.
 */
export function anchorOnDay(date: Temporal.PlainDate, day: number, interval: BillingInterval): Temporal.PlainDate {
  const length = lengthOf(interval);
  if ('days' in length) return date;
  const onDay = (month: Temporal.PlainDate) => month.with({ day: Math.min(day, month.daysInMonth) });
  const firstOfMonth = date.with({ day: 1 });
  const first = Temporal.PlainDate.compare(onDay(firstOfMonth), date) < 0 ? firstOfMonth.add({ months: 1 }) : firstOfMonth;
  const boundaries = Array.from({ length: 12 }, (_, index) => onDay(first.add({ months: index * length.months })));
  return boundaries.reduce((best, boundary) => (boundary.day > best.day ? boundary : best));
}
