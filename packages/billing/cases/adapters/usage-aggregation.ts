import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { decimalOf, sumDecimals, type Decimal } from '../../src/rules/decimal.ts';
import { fractionToFixed } from '../../src/rules/fraction.ts';
import { rate } from '../../src/rules/rating/rate.ts';
import {
  aggregate,
  aggregateByGroup,
  billableQuantity,
  distinctEvents,
  weightedSum,
  type Aggregation,
  type UsageEvent,
} from '../../src/rules/usage-aggregation.ts';
import { adapter, type Adapters } from '../case.ts';
import { decimal, instant, instantPeriod } from '../input.ts';

const aggregations = { count: 'count', sum: 'sum', max: 'max', unique_count: 'uniqueCount', latest: 'latest' } as const satisfies Record<
  string,
  Aggregation
>;
const aggregation = z.enum(['count', 'sum', 'max', 'unique_count', 'latest']).transform((name) => aggregations[name]);

const eventSchema = z.object({ id: z.string().optional(), source: z.string().default(''), at: instant }).catchall(z.string());

/** The events of a case; one without an id is an event of its own. */
const eventsOf = (read: readonly z.output<typeof eventSchema>[], property: string | undefined, groupBy: readonly string[]): UsageEvent[] =>
  read.map((event, index) => {
    const valueOf = (name: string) => event[name] ?? '';
    return {
      id: event.id ?? `position-${index}`,
      source: event.source,
      at: event.at,
      value: property === undefined ? '' : valueOf(property),
      group: groupBy.map(valueOf),
    };
  });

const atOneEuro = (quantity: Decimal) => rate({ model: 'standard', unitAmount: decimalOf(1n) }, { quantity }, 'EUR').amount.amount;

const single = adapter(z.object({ aggregation, property: z.string().optional(), events: z.array(eventSchema) }), (read) => {
  const value = aggregate(read.aggregation, distinctEvents(eventsOf(read.events, read.property, [])));
  return { value, amount_minor_at_1_eur: atOneEuro(value) };
});

const weighted = adapter(
  z.object({ period: instantPeriod, initial_value: decimal, events: z.array(z.object({ at: instant, delta: decimal })) }),
  ({ period, initial_value: initial, events }, { expected }) => {
    const { quantity, closing } = weightedSum(period, initial, events);
    const { places } = z.object({ places: z.int().default(5) }).parse(expected);
    return {
      value_rounded: fractionToFixed(quantity, places),
      places,
      amount_minor_at_1_eur: atOneEuro(billableQuantity(quantity)),
      closing_value: closing,
    };
  },
);

const listed = z.object({ aggregation, property: z.string().optional(), group_by: z.array(z.string()), events: z.array(eventSchema) });
const repeated = z.object({
  aggregation,
  property: z.string(),
  subjects: z.int(),
  events_per_subject_at: z.array(z.string()),
  value_each: z.string(),
});

/** The same events for each of a number of subjects; `t+1h` is an hour after a common start. */
const eventsOfSubjects = ({ subjects, events_per_subject_at: times, value_each: value }: z.output<typeof repeated>): UsageEvent[] =>
  Array.from({ length: subjects }, (_, subject) => `subject-${subject}`).flatMap((subject) =>
    times.map((time) => ({ id: `${subject} ${time}`, source: '', at: atOffset(time), value, group: [subject] })),
  );

function atOffset(time: string): Temporal.Instant {
  const start = Temporal.ZonedDateTime.from('2027-01-01T00:00[UTC]');
  const offset = time.replace(/^t\+?/, '').toUpperCase();
  return start.add(offset === '' ? 'PT0S' : offset.endsWith('D') ? `P${offset}` : `PT${offset}`).toInstant();
}

const grouped = adapter(z.union([listed, repeated]), (read) => {
  const events = 'events' in read ? eventsOf(read.events, read.property, read.group_by) : eventsOfSubjects(read);
  const groups = aggregateByGroup(read.aggregation, distinctEvents(events));
  const total = sumDecimals(groups.map(({ quantity }) => quantity));
  return { total, total_over_groups: total, amount_minor_at_1_eur: atOneEuro(total) };
});

/** Events that are sent again and again: after one of each distinct id, the first id over and over. */
const dedupe = adapter(
  z.object({ sent_events: z.int(), distinct_ids: z.int(), id: z.string().default('event'), source: z.string().default(''), aggregation }),
  ({ sent_events: sent, distinct_ids: distinct, id, source, aggregation: by }) => {
    const start = Temporal.Instant.from('2027-01-01T00:00:00Z');
    const ids = Array.from({ length: distinct }, (_, index) => `${id} ${index}`);
    const events = Array.from({ length: sent }, (_, index) => ({
      id: ids[index] ?? `${id} 0`,
      source,
      at: start.add({ minutes: index }),
      value: '1',
    }));
    return { value: aggregate(by, distinctEvents(events)) };
  },
);

export const usageCases: Adapters = {
  aggregation: single,
  aggregation_weighted_sum: weighted,
  aggregation_grouped: grouped,
  ingest_dedupe: dedupe,
};
