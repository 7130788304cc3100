import { Temporal } from 'temporal-polyfill';
import { periodAt, type BillingCalendar, type BillingPeriod, type InstantPeriod } from './billing-calendar.ts';
import { decimalOf, parseDecimal, sumDecimals, zero, type Decimal } from './decimal.ts';
import { addFractions, fraction, fractionOf, fractionToFixed, multiplyFractions, subtractFractions, sumFractions, type Fraction } from './fraction.ts';

const million = 1_000_000n;

/** How a meter turns the events of a window into a quantity. */
export type Aggregation = 'count' | 'sum' | 'max' | 'uniqueCount' | 'latest';

/** Of a level besides, that changes by the values of its events: see `weightedSum`. */
export type MeterAggregation = Aggregation | 'weightedSum';

export interface UsageEvent {
  /** With `source` the identity of the event within its account (CloudEvents 1.0, 3.1.1): the time is not part of it. */
  readonly id: string;
  readonly source: string;
  readonly at: Temporal.Instant;
  /** What the meter reads: a decimal, or for `uniqueCount` any text; `count` looks at none. */
  readonly value: string;
  /** The values of the meter's groups. */
  readonly group?: readonly string[];
}

/** Each event once, the first that arrived. */
export function distinctEvents(events: readonly UsageEvent[]): UsageEvent[] {
  const byIdentity = new Map<string, UsageEvent>();
  for (const event of events) {
    const identity = `${event.source}\0${event.id}`;
    if (!byIdentity.has(identity)) byIdentity.set(identity, event);
  }
  return [...byIdentity.values()];
}

/** The quantity of distinct events; zero of none. The order of arrival changes nothing. */
export function aggregate(aggregation: Aggregation, events: readonly UsageEvent[]): Decimal {
  switch (aggregation) {
    case 'count':
      return decimalOf(BigInt(events.length));
    case 'sum':
      return sumDecimals(valuesOf(events));
    case 'max':
      return valuesOf(events).reduce<Decimal | undefined>((most, value) => (most?.gte(value) ? most : value), undefined) ?? zero;
    case 'uniqueCount':
      return decimalOf(BigInt(new Set(events.map((event) => event.value)).size));
    case 'latest':
      return latestOf(events);
  }
}

/** The quantity of each group of events. */
export function aggregateByGroup(
  aggregation: Aggregation,
  events: readonly UsageEvent[],
): { group: readonly string[]; quantity: Decimal }[] {
  const groups = Map.groupBy(events, ({ group = [] }) => JSON.stringify(group));
  return [...groups.values()].map((members) => ({ group: members[0]?.group ?? [], quantity: aggregate(aggregation, members) }));
}

/** The events by the billing period that their instant lies in, in the account's time zone. */
export function eventsByPeriod(
  calendar: BillingCalendar,
  events: readonly UsageEvent[],
): { period: BillingPeriod; events: UsageEvent[] }[] {
  const periods = Map.groupBy(
    events.map((event) => ({ event, period: periodAt(calendar, event.at) })),
    ({ period }) => period.index,
  );
  return [...periods.values()].flatMap((members) =>
    members.slice(0, 1).map(({ period }) => ({ period, events: members.map(({ event }) => event) })),
  );
}

/** A change of a level that lasts, such as seats or gigabytes stored. */
export interface LevelChange {
  readonly at: Temporal.Instant;
  readonly delta: Decimal;
}

/**
 * The level over a period weighted by how long it lasted, exact, and the level at its end, which opens the next period.
 * `initial` is the level at the start; changes outside the period are not its own. Source: Lago, "Weighted sum".
 */
export function weightedSum(
  period: InstantPeriod,
  initial: Decimal,
  changes: readonly LevelChange[],
): { quantity: Fraction; closing: Decimal } {
  const own = changes.filter(({ at }) => Temporal.Instant.compare(period.start, at) <= 0 && Temporal.Instant.compare(at, period.end) < 0);
  const sum = sumFractions(own.map(({ delta }) => fractionOf(delta)));
  const moment = sumFractions(own.map(({ at, delta }) => multiplyFractions(fractionOf(delta), fraction(at.epochNanoseconds, million))));
  const quantity = weightedLevel(period, { before: fractionOf(initial), sum, moment });
  return { quantity, closing: sumDecimals([initial, ...own.map(({ delta }) => delta)]) };
}

/** The changes of a level, summed up: those before a period, those within it, and the latter each times its instant. */
export interface LevelSums {
  readonly before: Fraction;
  readonly sum: Fraction;
  /** Value times milliseconds since 1970. */
  readonly moment: Fraction;
}

/** The level over a period weighted by how long it lasted: each change counts from its instant to the end. */
export function weightedLevel({ start, end }: InstantPeriod, { before, sum, moment }: LevelSums): Fraction {
  const lasted = subtractFractions(multiplyFractions(sum, fraction(end.epochNanoseconds, million)), moment);
  return addFractions(before, multiplyFractions(lasted, fraction(million, end.epochNanoseconds - start.epochNanoseconds)));
}

/** A weighted quantity as it is billed and printed: with 12 decimals, so that anyone can multiply it by the price. */
export function billableQuantity(quantity: Fraction): Decimal {
  return parseDecimal(fractionToFixed(quantity, 12));
}

function valuesOf(events: readonly UsageEvent[]): Decimal[] {
  return events.map((event) => parseDecimal(event.value));
}

/** The value of the last instant; of events at one instant that with the greatest identity, whatever arrived first. */
function latestOf(events: readonly UsageEvent[]): Decimal {
  const [last] = [...events].sort(
    (a, b) => Temporal.Instant.compare(b.at, a.at) || compareText(b.source, a.source) || compareText(b.id, a.id),
  );
  return last ? parseDecimal(last.value) : zero;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
