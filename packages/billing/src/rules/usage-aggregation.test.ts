import fc from 'fast-check';
import { expect, test } from 'vitest';
import { periodAt } from './billing-calendar.ts';
import { parseDecimal, sumDecimals } from './decimal.ts';
import { addFractions, compareFractions, fractionOf } from './fraction.ts';
import { calendars, instant, instants } from './test/calendar.ts';
import { decimals, property } from './test/properties.ts';
import {
  aggregate,
  aggregateByGroup,
  billableQuantity,
  distinctEvents,
  eventsByPeriod,
  weightedSum,
  type Aggregation,
  type UsageEvent,
} from './usage-aggregation.ts';

const aggregations: Aggregation[] = ['count', 'sum', 'max', 'uniqueCount', 'latest'];
const events: fc.Arbitrary<UsageEvent[]> = fc.uniqueArray(
  fc.record({
    id: fc.nat({ max: 500 }).map(String),
    source: fc.constantFrom('api', 'worker'),
    at: fc.oneof(instants, fc.constant(instant('2027-01-01T00:00:00Z'))),
    value: decimals({ max: 10n ** 6n }).map((value) => value.toFixed()),
    group: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 1 }),
  }),
  { selector: ({ id, source }) => `${source} ${id}`, maxLength: 30 },
);
const shuffled = events.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));

test('a window without events is zero', () => {
  expect(aggregations.map((aggregation) => aggregate(aggregation, []).toFixed())).toEqual(['0', '0', '0', '0', '0']);
});

test('a level that lasts half a period counts half', () => {
  const period = { start: instant('2027-01-01T00:00:00Z'), end: instant('2027-01-03T00:00:00Z') };
  const { quantity, closing } = weightedSum(period, parseDecimal('10'), [
    { at: instant('2027-01-02T00:00:00Z'), delta: parseDecimal('-4') },
  ]);
  expect([billableQuantity(quantity).toFixed(), closing.toFixed()]).toEqual(['8', '6']);
});

property('7. the order of arrival changes no aggregate', [shuffled, fc.constantFrom(...aggregations)], ([sent, arrived], aggregation) =>
  aggregate(aggregation, sent).eq(aggregate(aggregation, arrived)),
);

property(
  '7. an event sent any number of times counts once',
  [events, fc.integer({ min: 1, max: 20 }), fc.constantFrom(...aggregations)],
  (list, times, aggregation) => {
    const sent = Array.from({ length: times }, () => list).flat();
    return aggregate(aggregation, distinctEvents(sent)).eq(aggregate(aggregation, list));
  },
);

property(
  'counts and sums over groups, and over billing periods, are those of the whole',
  [events, calendars, fc.constantFrom('count', 'sum')],
  (list, calendar, aggregation) => {
    const whole = aggregate(aggregation, list);
    const groups = aggregateByGroup(aggregation, list).map(({ quantity }) => quantity);
    const periods = eventsByPeriod(calendar, list).map((part) => aggregate(aggregation, part.events));
    return whole.eq(sumDecimals(groups)) && whole.eq(sumDecimals(periods));
  },
  { runs: 200 },
);

property(
  'levels are additive: two sets of changes weigh what both weigh together',
  [calendars, instants, fc.array(fc.tuple(instants, decimals({ max: 1000n })), { maxLength: 8 }), decimals({ max: 1000n })],
  (calendar, at, changes, initial) => {
    const period = periodAt(calendar, at);
    const all = changes.map(([when, delta]) => ({ at: when, delta }));
    const first = weightedSum(period, initial, all.slice(0, 3));
    const second = weightedSum(period, parseDecimal('0'), all.slice(3));
    const whole = weightedSum(period, initial, all);
    return (
      compareFractions(whole.quantity, addFractions(first.quantity, second.quantity)) === 0 &&
      whole.closing.eq(first.closing.plus(second.closing)) &&
      (all.length > 0 || compareFractions(whole.quantity, fractionOf(initial)) === 0)
    );
  },
);
