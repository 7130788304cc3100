import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { lengthOf, parseBillingInterval } from './billing-interval.ts';
import {
  anchorOnDay,
  boundaryDate,
  boundaryDates,
  calendarAnchor,
  mixedIntervalPeriodOn,
  periodIndexOn,
  periodOn,
  periodsFrom,
} from './billing-periods.ts';
import { cycles, date, dates, intervals } from './test/calendar.ts';
import { property } from './test/properties.ts';

const monthly = { unit: 'month', count: 1 } as const;

test('an anchor on the 31st visits every month end and returns to the 31st, over 24 months', () => {
  const cycle = { anchor: date('2027-01-31'), interval: monthly };
  const boundaries = boundaryDates(cycle, 0, 25);
  expect(boundaries.filter((boundary) => boundary.day === boundary.daysInMonth)).toHaveLength(25);
  expect(boundaries.filter((boundary) => boundary.day === 31)).toHaveLength(15);
  expect(boundaryDate(cycle, 13).toString()).toBe('2028-02-29');
});

test('a yearly anchor on a leap day returns to it', () => {
  const cycle = { anchor: date('2024-02-29'), interval: { unit: 'year', count: 1 } as const };
  expect(boundaryDates(cycle, 1, 4).map(String)).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']);
});

test('a service that starts amid a period has a short first one', () => {
  const periods = periodsFrom({ anchor: date('2025-01-31'), interval: monthly }, date('2025-02-10'), date('2025-03-31'));
  expect(periods.map(({ start, end }) => `${start.toString()}/${end.toString()}`)).toEqual([
    '2025-02-10/2025-02-28',
    '2025-02-28/2025-03-31',
  ]);
});

test('calendar billing begins on Mondays, and on the first of months, quarters and years', () => {
  const wednesday = date('2023-05-17');
  expect(['P1W', 'P1M', 'P3M', 'P1Y', 'P1D'].map((text) => calendarAnchor(wednesday, parseBillingInterval(text)).toString())).toEqual([
    '2023-05-15',
    '2023-05-01',
    '2023-04-01',
    '2023-01-01',
    '2023-05-17',
  ]);
});

test('a billing day that the first month lacks is kept for the months that have it', () => {
  const quarterly = { unit: 'month', count: 3 } as const;
  const cycle = { anchor: anchorOnDay(date('2027-02-10'), 31, quarterly), interval: quarterly };
  const next = periodIndexOn(cycle, date('2027-02-10')) + 1;
  expect(boundaryDates(cycle, next, 3).map(String)).toEqual(['2027-02-28', '2027-05-31', '2027-08-31']);
  expect(anchorOnDay(date('2027-02-10'), 10, monthly).toString()).toBe('2027-02-10');
  expect(anchorOnDay(date('2027-02-11'), 10, monthly).toString()).toBe('2027-03-10');
});

test('an interval is a whole number of one unit', () => {
  expect(['P1M', 'P30D', 'P2W', 'P1Y'].map((text) => lengthOf(parseBillingInterval(text)))).toEqual([
    { months: 1 },
    { days: 30 },
    { days: 14 },
    { months: 12 },
  ]);
  for (const text of ['P1M1D', 'PT1H', 'P0M', '-P1M']) expect(() => parseBillingInterval(text)).toThrow(RangeError);
});

property(
  'every date lies in exactly one period, whose boundaries come from the anchor',
  [cycles, dates],
  (cycle, day) => {
    const index = periodIndexOn(cycle, day);
    const { start, end } = periodOn(cycle, day);
    return (
      Temporal.PlainDate.compare(start, day) <= 0 &&
      Temporal.PlainDate.compare(day, end) < 0 &&
      start.equals(boundaryDate(cycle, index)) &&
      end.equals(boundaryDate(cycle, index + 1))
    );
  },
  { runs: 2000 },
);

property(
  "10. the anchor's day is kept in every month that has it, and is the last day in the others",
  [dates, fc.integer({ min: -240, max: 240 })],
  (anchor, index) => {
    const boundary = boundaryDate({ anchor, interval: monthly }, index);
    return boundary.day === Math.min(anchor.day, boundary.daysInMonth);
  },
  { runs: 2000 },
);

property('the periods of a service tile it', [cycles, dates, fc.nat({ max: 800 })], (cycle, start, days) => {
  const through = start.add({ days });
  const periods = periodsFrom(cycle, start, through);
  const last = periods.at(-1);
  return (
    (days === 0) === (last === undefined) &&
    (last === undefined || Temporal.PlainDate.compare(last.end, through) >= 0) &&
    periods.every((period, index) => period.start.equals(periods[index - 1]?.end ?? start))
  );
});

property(
  "the common period of mixed intervals lies within each item's",
  [dates, dates, fc.array(intervals, { minLength: 1, maxLength: 4 })],
  (anchor, day, list) => {
    const common = mixedIntervalPeriodOn(
      list.map((interval) => ({ anchor, interval })),
      day,
    );
    return list.every((interval) => {
      const { start, end } = periodOn({ anchor, interval }, day);
      return Temporal.PlainDate.compare(start, common.start) <= 0 && Temporal.PlainDate.compare(common.end, end) <= 0;
    });
  },
);
