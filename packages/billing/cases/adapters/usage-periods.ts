import { z } from 'zod';
import { boundaryInstant, localDateOf } from '../../src/rules/billing-calendar.ts';
import { billedCycles } from '../../src/rules/billed-cycles.ts';
import { anchorOnDay, boundaryDate } from '../../src/rules/billing-periods.ts';
import { formatMinorUnits } from '../../src/rules/money.ts';
import { minorUnitPlaces } from '../../src/rules/currency.ts';
import { prorate } from '../../src/rules/proration.ts';
import { aggregate, eventsByPeriod } from '../../src/rules/usage-aggregation.ts';
import { adapter, type Adapters } from '../case.ts';
import { currency, date, decimal, instant, timeZone } from '../input.ts';

const monthly = { unit: 'month', count: 1 } as const;

/** Usage by the local month that it falls into. */
const bucketing = adapter(
  z.object({
    timezone: timeZone,
    billing: z.literal('calendar month, local'),
    event_instants_utc: z.array(instant),
    quantity_each: z.string(),
  }),
  ({ timezone, event_instants_utc: instants, quantity_each: value }) => {
    const [first] = instants;
    if (!first) return { quantity_by_local_month: {} };
    const calendar = { anchor: anchorOnDay(localDateOf(first, timezone), 1, monthly), interval: monthly, timeZone: timezone };
    const events = instants.map((at, index) => ({ id: `position-${index}`, source: '', at, value }));
    const months = eventsByPeriod(calendar, events).map(({ period, events: own }) => [
      localDateOf(period.start, timezone).toPlainYearMonth().toString(),
      aggregate('sum', own),
    ]);
    return { quantity_by_local_month: Object.fromEntries(months) as unknown };
  },
);

/** The one value of a list that has no other; every value where they differ. */
const only = <Value>(values: readonly Value[]) => {
  const distinct = [...new Set(values)];
  return distinct.length === 1 ? distinct[0] : distinct;
};

const sequence = adapter(
  z.object({
    timezone: timeZone,
    billing_day: z.int(),
    first_period_start_local: date,
    months: z.int(),
    price: decimal,
    currency: currency.default('USD'),
  }),
  ({ timezone, billing_day: day, first_period_start_local: start, months, price, currency: code }) => {
    const calendar = { anchor: anchorOnDay(start, day, monthly), interval: monthly, timeZone: timezone };
    const starts = Array.from({ length: months }, (_, index) => localDateOf(boundaryInstant(calendar, index), timezone));
    const billed = billedCycles(
      { cycle: calendar, start, end: boundaryDate(calendar, months), timing: 'inAdvance' },
      boundaryDate(calendar, months),
    );
    return {
      every_period_starts_on_local_day: only(starts.map((each) => each.day)),
      amount_each: only(billed.map(({ share }) => formatMinorUnits(prorate(price, share, code).amount, minorUnitPlaces(code)))),
    };
  },
);

export const usagePeriodCases: Adapters = { period_bucketing: bucketing, period_sequence_dst: sequence };
