import { z } from 'zod';
import { billedCycles } from '../../src/rules/billed-cycles.ts';
import { localDateOf } from '../../src/rules/billing-calendar.ts';
import { periodOn, type DatePeriod } from '../../src/rules/billing-periods.ts';
import { minorUnitPlaces } from '../../src/rules/currency.ts';
import { fraction, fractionToFixed, sumFractions } from '../../src/rules/fraction.ts';
import { shareOf, toMajorUnits, type Money } from '../../src/rules/money.ts';
import {
  billedUntilTermination,
  daysOf,
  fixedMonthDays,
  prorate,
  shareByDay,
  shareByFixedMonth,
  shareBySecond,
} from '../../src/rules/proration.ts';
import { trialEndsAt } from '../../src/rules/trial.ts';
import { adapter, type Adapters } from '../case.ts';
import { currency, date, datePeriod, decimal, instant, interval, minor, optional, timeZone, whole } from '../input.ts';

const major = ({ amount, currency: code }: Money) => toMajorUnits(amount, minorUnitPlaces(code));

const cycles = adapter(
  z.object({
    billing: z.enum(['in_advance', 'in_arrears', 'in_arrear']),
    interval,
    anchor: date,
    start: date,
    end: date.nullable(),
    bill_through: date,
  }),
  ({ billing, interval: each, anchor, start, end, bill_through: through }) => {
    const timing = billing === 'in_advance' ? 'inAdvance' : 'inArrears';
    const shares = billedCycles({ cycle: { anchor, interval: each }, start, end, timing }, through).map(({ share }) => share);
    const total = sumFractions(shares);
    return { cycles: shares, total_fraction: total, total_9_places: fractionToFixed(total, 9) };
  },
);

const fixedDays = adapter(z.object({ start: date, end: date, days_per_month: z.int() }), ({ days_per_month: days, ...slice }) => ({
  days: fixedMonthDays(slice, days),
}));

const ratio = adapter(
  z.object({ cycle_start: date, end: date, interval, days_per_month: z.int().optional() }),
  ({ cycle_start: start, end, interval: each, days_per_month: days }) => {
    const cycle = periodOn({ anchor: start, interval: each }, start);
    const share = days === undefined ? shareByDay({ start, end }, cycle) : shareByFixedMonth({ start, end }, cycle, each, days);
    return { ratio_9_places: fractionToFixed(share, 9) };
  },
);

const byDay = adapter(
  z.object({ currency, price: decimal, interval, anchor: date, slice_start: date, slice_end_exclusive: date }),
  ({ currency: code, price, interval: each, anchor, slice_start: start, slice_end_exclusive: end }) => {
    const cycle = periodOn({ anchor, interval: each }, start);
    return {
      amount: major(prorate(price, shareByDay({ start, end }, cycle), code)),
      days: daysOf({ start, end }),
      days_in_cycle: daysOf(cycle),
    };
  },
);

const bySecond = adapter(
  z.object({ currency, price: decimal, slice_start: instant, slice_end_exclusive: instant, cycle_start: instant, cycle_end: instant }),
  ({ currency: code, price, ...read }) => {
    const slice = { start: read.slice_start, end: read.slice_end_exclusive };
    const cycle = { start: read.cycle_start, end: read.cycle_end };
    return { amount: major(prorate(price, shareBySecond(slice, cycle), code)) };
  },
);

const service = z.object({
  cycle: datePeriod,
  started_at: instant,
  terminated_at: optional(instant),
  trial_days: optional(z.int()),
  trial_ends_at: optional(instant),
  timezone: timeZone,
});

/** The days that are billed, from the service's dates: after its trial, up to and with the day of its termination. */
function billedSlice({
  cycle,
  started_at: startedAt,
  terminated_at: terminatedAt,
  trial_days: trial,
  timezone,
  ...read
}: z.output<typeof service>): DatePeriod {
  const start = trial === undefined ? startedAt : trialEndsAt(startedAt, trial, timezone);
  if (read.trial_ends_at && !read.trial_ends_at.equals(start)) throw new Error(`The trial ends at ${start.toString()}.`);
  return terminatedAt ? billedUntilTermination(start, terminatedAt, timezone) : { start: localDateOf(start, timezone), end: cycle.end };
}

const byBilledDays = adapter(z.object({ price_minor: minor, billed_days: whole, days_in_cycle: whole }), (read, each) => {
  const stated = fraction(read.billed_days, read.days_in_cycle);
  if (!('cycle' in each.input)) return { amount_minor: shareOf(read.price_minor, stated) };
  const dates = service.parse(each.input);
  const slice = billedSlice(dates);
  const days = `${daysOf(slice)} of ${daysOf(dates.cycle)}`;
  if (days !== `${read.billed_days} of ${read.days_in_cycle}`) throw new Error(`Billed days: ${days}.`);
  return { amount_minor: shareOf(read.price_minor, shareByDay(slice, dates.cycle)) };
});

export const prorationCases: Adapters = {
  proration_cycles: cycles,
  fixed_month_days: fixedDays,
  proration_ratio: ratio,
  proration_amount: byDay,
  proration_amount_seconds: bySecond,
  proration_amount_minor: byBilledDays,
};
