import { Temporal } from 'temporal-polyfill';
import { boundaryDate, periodIndexOn, type BillingCycle, type DatePeriod } from './billing-periods.ts';
import type { Fraction } from './fraction.ts';
import { shareByDay } from './proration.ts';

/** A service billed on an anchored cycle. */
export interface BilledService {
  readonly cycle: BillingCycle;
  readonly start: Temporal.PlainDate;
  /** The first day without service; null goes on. */
  readonly end: Temporal.PlainDate | null;
  readonly timing: 'inAdvance' | 'inArrears';
}

export interface BilledCycle {
  /** What is billed of the cycle. */
  readonly slice: DatePeriod;
  readonly cycle: DatePeriod;
  /** Days of the slice over the real days of the anchored cycle. */
  readonly share: Fraction;
}

/**
 * What of a service is billed up to and with a date: a leading part before the first boundary, whole cycles, and a
 * trailing part where the service ends. In advance a cycle is billed on the day it begins, in arrears on the day it, or
 * the service, ends. Source: Kill Bill; after a short month the real anchored cycle is the denominator.
 */
export function billedCycles({ cycle, start, end, timing }: BilledService, billThrough: Temporal.PlainDate): BilledCycle[] {
  const billed: BilledCycle[] = [];
  let sliceStart = start;
  for (let index = periodIndexOn(cycle, start); ; index += 1) {
    const whole = { start: boundaryDate(cycle, index), end: boundaryDate(cycle, index + 1) };
    const slice = { start: sliceStart, end: end && isAfter(whole.end, end) ? end : whole.end };
    const ended = end !== null && !isAfter(end, sliceStart);
    if (ended || isAfter(timing === 'inAdvance' ? slice.start : slice.end, billThrough)) return billed;
    billed.push({ slice, cycle: whole, share: shareByDay(slice, whole) });
    sliceStart = whole.end;
  }
}

function isAfter(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) > 0;
}
