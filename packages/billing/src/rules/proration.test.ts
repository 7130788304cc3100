import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { billedCycles } from './billed-cycles.ts';
import { periodAt } from './billing-calendar.ts';
import { parseDecimal } from './decimal.ts';
import { addFractions, compareFractions, fraction, noShare, sumFractions, wholeShare } from './fraction.ts';
import { prorate, remainingShare, shareByFixedMonth, shareBySecond, splitAt } from './proration.ts';
import { calendars, cycles, date, dates, instant, instants } from './test/calendar.ts';
import { property } from './test/properties.ts';

const amounts = fc.bigInt({ min: 0n, max: 10n ** 12n });
const monthly = { unit: 'month', count: 1 } as const;

test('a price with more decimals than its currency is rounded once, after its share was taken', () => {
  expect(prorate(parseDecimal('0.335'), fraction(1n, 2n), 'EUR').amount).toBe(17n);
  expect(prorate(parseDecimal('5'), fraction(1n, 2n), 'JPY').amount).toBe(3n);
});

test('the parts of a second before a change do not count', () => {
  const cycle = { start: instant('2027-01-01T00:00:00Z'), end: instant('2027-01-01T01:00:00Z') };
  expect(shareBySecond({ start: cycle.start, end: instant('2027-01-01T00:00:01.999Z') }, cycle)).toEqual(fraction(1n, 3600n));
});

test('with months of thirty days a whole cycle is one, and its parts sum to it', () => {
  const cycle = { start: date('2027-05-01'), end: date('2027-06-01') };
  const parts = [
    { start: cycle.start, end: date('2027-05-23') },
    { start: date('2027-05-23'), end: cycle.end },
  ];
  expect(sumFractions(parts.map((part) => shareByFixedMonth(part, cycle, monthly, 30)))).toEqual(wholeShare);
  expect(shareByFixedMonth(cycle, cycle, monthly, 28)).toEqual(wholeShare);
});

test('in arrears a cycle is billed when it, or the service, has ended', () => {
  const service = {
    cycle: { anchor: date('2010-06-17'), interval: monthly },
    start: date('2010-06-17'),
    end: date('2010-07-25'),
    timing: 'inArrears',
  } as const;
  const shares = (through: string) => billedCycles(service, date(through)).map(({ share }) => share);
  expect(shares('2010-07-16')).toEqual([]);
  expect(shares('2010-07-17')).toEqual([wholeShare]);
  expect(shares('2010-07-25')).toEqual([wholeShare, fraction(8n, 31n)]);
});

property(
  '13. used and unused sum to the whole at every instant, and neither is negative',
  [amounts, calendars, instants, instants],
  (amount, calendar, inside, at) => {
    const { used, unused } = splitAt(amount, periodAt(calendar, inside), at);
    return used + unused === amount && used >= 0n && unused >= 0n;
  },
  { runs: 2000 },
);

property('what is unused never grows with time', [amounts, calendars, instants, instants], (amount, calendar, a, b) => {
  const period = periodAt(calendar, a);
  const [earlier, later] = [a, b].sort((x, y) => Temporal.Instant.compare(x, y)) as [Temporal.Instant, Temporal.Instant];
  return splitAt(amount, period, later).unused <= splitAt(amount, period, earlier).unused;
});

property(
  'the shares of a cut period sum to one',
  [calendars, instants, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 })],
  (calendar, at, cuts) => {
    const period = periodAt(calendar, at);
    const length = period.start.until(period.end).total('millisecond');
    const points = [0, ...cuts.sort((a, b) => a - b), 1].map((cut) => period.start.add({ milliseconds: Math.floor(cut * length) }));
    const shares = points.slice(1).map((end, index) => shareBySecond({ start: points[index]!, end }, period));
    return (
      compareFractions(sumFractions(shares), wholeShare) === 0 &&
      compareFractions(addFractions(shares[0]!, remainingShare(period, points[1]!)), wholeShare) === 0
    );
  },
);

property(
  'a service ended on any day is billed no more than an endless one, and its slices tile it',
  [cycles, dates, fc.nat({ max: 400 }), fc.nat({ max: 400 })],
  (cycle, start, days, later) => {
    const end = start.add({ days });
    const through = end.add({ days: later });
    const billed = billedCycles({ cycle, start, end, timing: 'inArrears' }, through);
    const endless = billedCycles({ cycle, start, end: null, timing: 'inAdvance' }, through);
    const tiled = billed.every(({ slice }, index) => slice.start.equals(billed[index - 1]?.slice.end ?? start));
    const total = sumFractions(billed.map(({ share }) => share));
    return (
      tiled &&
      (days === 0 ? billed.length === 0 : billed.at(-1)!.slice.end.equals(end)) &&
      compareFractions(total, sumFractions(endless.map(({ share }) => share))) <= 0 &&
      compareFractions(total, noShare) >= 0
    );
  },
  { runs: 150 },
);
