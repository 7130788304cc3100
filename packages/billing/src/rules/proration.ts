import { Temporal } from 'temporal-polyfill';
import { localDateOf, type InstantPeriod } from './billing-calendar.ts';
import { lengthOf, type BillingInterval } from './billing-interval.ts';
import type { DatePeriod } from './billing-periods.ts';
import type { Decimal } from './decimal.ts';
import { fraction, fractionOf, multiplyFractions, wholeShare, type Fraction } from './fraction.ts';
import { minorUnitPlaces } from './currency.ts';
import { shareOf, type Money } from './money.ts';

/** The share of a cycle by the second, the default: the instant of a change divides. Parts of a second do not count. */
export function shareBySecond(slice: InstantPeriod, cycle: InstantPeriod): Fraction {
  return fraction(secondsOf(slice), secondsOf(cycle));
}

/** The share of a cycle by the day: days of the slice over the real days of its anchored cycle. */
export function shareByDay(slice: DatePeriod, cycle: DatePeriod): Fraction {
  return fraction(BigInt(daysOf(slice)), BigInt(daysOf(cycle)));
}

/** Days of a half-open period. */
export function daysOf({ start, end }: DatePeriod): number {
  return start.until(end, { largestUnit: 'day' }).days;
}

/** By day, the day on which a service is terminated is billed. */
export function billedUntilTermination(startedAt: Temporal.Instant, terminatedAt: Temporal.Instant, timeZone: string): DatePeriod {
  return { start: localDateOf(startedAt, timeZone), end: localDateOf(terminatedAt, timeZone).add({ days: 1 }) };
}

/** By day, the day of a change belongs to the new plan: the days from it to the end of the cycle. */
export function remainingFromChange(cycle: DatePeriod, changedAt: Temporal.Instant, timeZone: string): DatePeriod {
  return { start: localDateOf(changedAt, timeZone), end: cycle.end };
}

/** The share of an exact price (major units) as money, rounded once. */
export function prorate(price: Decimal, share: Fraction, currency: string): Money {
  const places = minorUnitPlaces(currency);
  const exact = multiplyFractions(fractionOf(price), share);
  return { amount: shareOf(10n ** BigInt(places), exact), currency };
}

/**
 * An amount (minor units) divided at an instant of its period: what is unused is rounded, and what is used is the rest,
 * so that both always sum to the whole. An instant outside the period leaves all used, or all unused.
 */
export function splitAt(amount: bigint, period: InstantPeriod, at: Temporal.Instant): { used: bigint; unused: bigint } {
  const unused = shareOf(amount, remainingShare(period, at));
  return { used: amount - unused, unused };
}

/** The share of a period that is left at an instant, by the second: 1 before it, 0 after it. */
export function remainingShare(period: InstantPeriod, at: Temporal.Instant): Fraction {
  if (Temporal.Instant.compare(at, period.start) <= 0) return wholeShare;
  const end = period.end;
  return shareBySecond({ start: Temporal.Instant.compare(at, end) < 0 ? at : end, end }, period);
}

/**
 * Days between two dates when each month counts as `daysPerMonth`: 23 May to 15 June is 22 days of 30. Within one month
 * the real days count. Source: Kill Bill, fixed days of proration.
 */
export function fixedMonthDays({ start, end }: DatePeriod, daysPerMonth: number): number {
  return daysPerMonth * (12 * (end.year - start.year) + end.month - start.month) + end.day - start.day;
}

/** The share of a cycle of months when each month counts as `daysPerMonth`; a whole cycle is 1 however long it is. */
export function shareByFixedMonth(slice: DatePeriod, cycle: DatePeriod, interval: BillingInterval, daysPerMonth: number): Fraction {
  const length = lengthOf(interval);
  if (!('months' in length)) return shareByDay(slice, cycle);
  if (slice.start.equals(cycle.start) && slice.end.equals(cycle.end)) return wholeShare;
  return fraction(BigInt(fixedMonthDays(slice, daysPerMonth)), BigInt(daysPerMonth * length.months));
}

function secondsOf({ start, end }: InstantPeriod): bigint {
  return secondOf(end) - secondOf(start);
}

function secondOf(instant: Temporal.Instant): bigint {
  return instant.epochNanoseconds / 1_000_000_000n;
}
