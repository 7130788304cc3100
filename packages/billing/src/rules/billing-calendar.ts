import { Temporal } from 'temporal-polyfill';
import { boundaryDate, periodIndexOn, type BillingCycle } from './billing-periods.ts';
import { remembering } from './remembering.ts';

/** A billing cycle in the account's time zone (IANA): boundaries are the starts of its local days. */
export interface BillingCalendar extends BillingCycle {
  readonly timeZone: string;
}

/** Half-open: from `start`, before `end`. */
export interface InstantPeriod {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/** The nth period of a calendar. */
export interface BillingPeriod extends InstantPeriod {
  readonly index: number;
}

/** The first instant of a local day: where midnight does not exist the first that does, where it exists twice the earlier. */
export function startOfLocalDay(date: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  return date.toZonedDateTime(timeZone).toInstant();
}

export const localDateOf = remembering(
  (instant: Temporal.Instant, timeZone: string) => `${instant.epochMilliseconds} ${timeZone}`,
  (instant, timeZone): Temporal.PlainDate => instant.toZonedDateTimeISO(timeZone).toPlainDate(),
);

/** The instant of the nth boundary. */
export const boundaryInstant = remembering(
  ({ anchor, interval, timeZone }: BillingCalendar, index: number) => `${anchor.year} ${anchor.month} ${anchor.day} ${interval.unit} ${interval.count} ${timeZone} ${index}`,
  (calendar, index): Temporal.Instant => startOfLocalDay(boundaryDate(calendar, index), calendar.timeZone),
);

/** The whole period that an instant lies in. */
export function periodAt(calendar: BillingCalendar, instant: Temporal.Instant): BillingPeriod {
  let index = periodIndexOn(calendar, localDateOf(instant, calendar.timeZone));
  // A clock set back across midnight shows the day before again: its instants belong to the day that had begun.
  while (isAfter(boundaryInstant(calendar, index), instant)) index -= 1;
  while (!isAfter(boundaryInstant(calendar, index + 1), instant)) index += 1;
  return { index, start: boundaryInstant(calendar, index), end: boundaryInstant(calendar, index + 1) };
}

/** The period of a service that begins on the local day of `startedAt`: from that day's start to the next boundary. */
export function firstPeriod(calendar: BillingCalendar, startedAt: Temporal.Instant): BillingPeriod {
  const start = startOfLocalDay(localDateOf(startedAt, calendar.timeZone), calendar.timeZone);
  return { ...periodAt(calendar, start), start };
}

/**
 * The period after `previous`. It begins where that one ended, even if the account has changed its time zone or its
 * anchor since, so that periods leave no gap; a boundary that the change moved into the past is passed over.
 */
export function periodAfter(calendar: BillingCalendar, previous: BillingPeriod): BillingPeriod {
  let index = previous.index + 1;
  while (!isAfter(boundaryInstant(calendar, index + 1), previous.end)) index += 1;
  return { index, start: previous.end, end: boundaryInstant(calendar, index + 1) };
}

/**
 * The periods from `first` on that are to be billed at `now`: in arrears once they have ended, in advance once they
 * have begun. A run that was missed finds the same periods later.
 */
export function periodsDue(
  calendar: BillingCalendar,
  first: BillingPeriod,
  now: Temporal.Instant,
  timing: 'inAdvance' | 'inArrears',
): BillingPeriod[] {
  const due: BillingPeriod[] = [];
  for (let period = first; !isAfter(timing === 'inAdvance' ? period.start : period.end, now); period = periodAfter(calendar, period))
    due.push(period);
  return due;
}

function isAfter(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
