import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { BillingInterval } from '../billing-interval.ts';

export const timeZones = Intl.supportedValuesOf('timeZone');

const epoch = Temporal.PlainDate.from('1995-01-01');

/** Dates from 1995 to 2044: every change of offset of those years, and the days that zones near the date line left out. */
export const dates = fc.nat({ max: 50 * 365 }).map((days) => epoch.add({ days }));

export const instants = fc
  .integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2044, 0, 1) })
  .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));

export const intervals: fc.Arbitrary<BillingInterval> = fc.record({
  unit: fc.constantFrom('day', 'week', 'month', 'year'),
  count: fc.integer({ min: 1, max: 6 }),
});

export const cycles = fc.record({ anchor: dates, interval: intervals });

export const calendars = fc.record({ anchor: dates, interval: intervals, timeZone: fc.constantFrom(...timeZones) });

export const date = (text: string) => Temporal.PlainDate.from(text);
export const instant = (text: string) => Temporal.Instant.from(text);
