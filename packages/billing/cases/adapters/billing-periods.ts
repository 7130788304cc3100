import { z } from 'zod';
import {
  boundaryDates,
  mixedIntervalPeriodOn,
  periodOn,
  periodsFrom,
  wholePeriodsBetween,
  type DatePeriod,
} from '../../src/rules/billing-periods.ts';
import { adapter, type Adapters } from '../case.ts';
import { date, interval } from '../input.ts';

const pair = ({ start, end }: DatePeriod) => [start.toString(), end.toString()];

const expectedDates = z.object({ billing_dates: z.array(date), consecutive: z.boolean().default(true) });

const billingDates = adapter(
  z.object({ anchor: date, interval, first_index: z.int() }),
  ({ first_index: first, ...cycle }, { expected }) => {
    // How many dates to show, and whether they follow each other, stands with the answer.
    const { billing_dates: dates, consecutive } = expectedDates.parse(expected);
    const shown = consecutive ? boundaryDates(cycle, first, dates.length) : dates.map((each) => periodOn(cycle, each).start);
    return { billing_dates: shown.map(String), consecutive };
  },
);

const billingPeriods = adapter(z.object({ anchor: date, interval, start: date, through: date }), ({ start, through, ...cycle }) => ({
  periods_start_end_exclusive: periodsFrom(cycle, start, through).map(pair),
}));

const currentPeriod = adapter(z.object({ anchor: date, interval, at: date }), ({ at, ...cycle }) => {
  const [start, end] = pair(periodOn(cycle, at));
  return { period_start: start, period_end: end };
});

const mixedIntervalPeriod = adapter(
  z.object({ anchor: date, item_intervals: z.array(interval), at: date }),
  ({ anchor, item_intervals: intervals, at }) => {
    const cycles = intervals.map((each) => ({ anchor, interval: each }));
    return { items: cycles.map((cycle) => pair(periodOn(cycle, at))), subscription_period: pair(mixedIntervalPeriodOn(cycles, at)) };
  },
);

const wholePeriods = adapter(z.object({ start: date, end: date, interval }), ({ start, end, interval: each }) => ({
  whole_periods: wholePeriodsBetween(start, end, each),
}));

export const billingPeriodCases: Adapters = {
  billing_dates: billingDates,
  billing_periods: billingPeriods,
  current_period: currentPeriod,
  mixed_interval_period: mixedIntervalPeriod,
  whole_periods_between: wholePeriods,
};
