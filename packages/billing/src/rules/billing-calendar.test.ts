import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import {
  boundaryInstant,
  firstPeriod,
  localDateOf,
  periodAfter,
  periodAt,
  periodsDue,
  startOfLocalDay,
  type BillingPeriod,
} from './billing-calendar.ts';
import { boundaryDate } from './billing-periods.ts';
import { calendars, date, instant, instants, timeZones } from './test/calendar.ts';
import { property } from './test/properties.ts';
import { trialEndsAt } from './trial.ts';

const daily = { unit: 'day', count: 1 } as const;
const monthly = { unit: 'month', count: 1 } as const;
const { compare } = Temporal.Instant;

test('10. a local midnight that does not exist, or exists twice, is one boundary', () => {
  expect(startOfLocalDay(date('2018-11-04'), 'America/Sao_Paulo').toString()).toBe('2018-11-04T03:00:00Z');
  expect(startOfLocalDay(date('2024-11-03'), 'America/Havana').toString()).toBe('2024-11-03T04:00:00Z');
});

test('a day that a zone left out makes no empty period', () => {
  const calendar = { anchor: date('2011-12-28'), interval: daily, timeZone: 'Pacific/Apia' };
  const due = periodsDue(calendar, firstPeriod(calendar, instant('2011-12-28T12:00:00Z')), instant('2012-01-02T00:00:00Z'), 'inArrears');
  expect(due.map(({ start }) => localDateOf(start, 'Pacific/Apia').toString())).toEqual([
    '2011-12-28',
    '2011-12-29',
    '2011-12-31',
    '2012-01-01',
  ]);
});

test('after a move across the date line the next period begins where the last one ended', () => {
  const kiribati = { anchor: date('2027-01-01'), interval: daily, timeZone: 'Pacific/Kiritimati' };
  const before = periodAt({ ...kiribati, timeZone: 'Pacific/Niue' }, instant('2027-01-10T12:00:00Z'));
  const after = periodAfter(kiribati, before);
  expect(after.start).toEqual(before.end);
  expect(compare(after.end, after.start)).toBe(1);
});

test('a trial ends at the local time of day at which it began', () => {
  expect(trialEndsAt(instant('2027-03-25T12:12:00Z'), 10, 'Europe/Berlin').toString()).toBe('2027-04-04T11:12:00Z');
});

test('10. in every time zone an anchor on the 31st tiles ten years of months', () => {
  let periods = 0;
  for (const timeZone of timeZones) {
    const calendar = { anchor: date('2018-01-31'), interval: monthly, timeZone };
    let start = boundaryInstant(calendar, 0);
    for (let index = 1; index <= 120; index += 1, periods += 1) {
      const end = boundaryInstant(calendar, index);
      if (compare(start, end) >= 0) throw new Error(`${timeZone}: ${start.toString()} is not before ${end.toString()}`);
      start = end;
    }
  }
  process.stdout.write(`time zones: ${timeZones.length} zones, ${periods} periods\n`);
  expect(timeZones.length).toBeGreaterThan(400);
});

property(
  '10. every instant lies in exactly one period, and its neighbours touch it',
  [calendars, instants],
  (calendar, at) => {
    const period = periodAt(calendar, at);
    const next = periodAfter(calendar, period);
    const before = periodAt(calendar, period.start.subtract({ nanoseconds: 1 }));
    return (
      compare(period.start, at) <= 0 &&
      compare(at, period.end) < 0 &&
      next.start.equals(period.end) &&
      compare(next.start, next.end) < 0 &&
      before.end.equals(period.start)
    );
  },
  { runs: 3000 },
);

property(
  "10. over every time zone, 24 months from any anchor tile time and begin at local days' starts",
  [fc.constantFrom(...timeZones), calendars],
  (timeZone, { anchor }) => {
    const calendar = { anchor, interval: monthly, timeZone };
    const boundaries = Array.from({ length: 25 }, (_, index) => boundaryInstant(calendar, index));
    return boundaries.every((boundary, index) => {
      const previous = boundaries[index - 1];
      const atStart = localDateOf(boundary, timeZone).toZonedDateTime(timeZone).toInstant().equals(boundary);
      // A day that the zone left out begins with the day after it.
      return (
        atStart &&
        Temporal.PlainDate.compare(localDateOf(boundary, timeZone), boundaryDate(calendar, index)) >= 0 &&
        (previous === undefined || compare(previous, boundary) < 0)
      );
    });
  },
  { runs: 500 },
);

property(
  '10. a change of time zone leaves no gap and no overlap',
  [calendars, fc.constantFrom(...timeZones), instants],
  (calendar, timeZone, at) => {
    const before = periodAt(calendar, at);
    const moved = { ...calendar, timeZone };
    const chain = [before];
    for (let step = 0; step < 4; step += 1) chain.push(periodAfter(moved, chain.at(-1)!));
    return (
      chain.every((period, index) => compare(period.start, period.end) < 0 && period.start.equals(chain[index - 1]?.end ?? period.start)) &&
      chain.slice(1).every(({ end }) => startOfLocalDay(localDateOf(end, timeZone), timeZone).equals(end))
    );
  },
  { runs: 1500 },
);

property(
  '11. advancing once finds the periods that advancing in steps finds',
  [
    calendars,
    instants,
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 }),
    fc.constantFrom('inAdvance', 'inArrears'),
  ],
  (calendar, startedAt, days, timing) => {
    const first = firstPeriod(calendar, startedAt);
    const stepped: BillingPeriod[] = [];
    let now = startedAt;
    for (const count of days) {
      now = now.add({ hours: 24 * count });
      const last = stepped.at(-1);
      stepped.push(...periodsDue(calendar, last ? periodAfter(calendar, last) : first, now, timing));
    }
    const once = periodsDue(calendar, first, now, timing);
    return (
      once.length === stepped.length &&
      once.every(({ start, end, index }, position) => {
        const other = stepped[position]!;
        return start.equals(other.start) && end.equals(other.end) && index === other.index;
      })
    );
  },
  { runs: 300 },
);
