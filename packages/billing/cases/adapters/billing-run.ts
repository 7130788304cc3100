import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { firstPeriod, localDateOf, periodAfter, periodsDue, type BillingPeriod } from '../../src/rules/billing-calendar.ts';
import { calendarAnchor } from '../../src/rules/billing-periods.ts';
import { adapter, type Adapters } from '../case.ts';
import { instant, interval, timeZone } from '../input.ts';

/**
 * The run in memory: each pass bills what is due after the last period that was billed. That a database keeps it to once
 * under concurrency is shown elsewhere.
 */
const billingRun = adapter(
  z.object({
    timezone: timeZone,
    billing: z.enum(['calendar', 'anniversary']),
    interval,
    subscribed_at: instant,
    run_at_before: z.array(instant),
    run_at_on: z.array(instant),
    run_at_after: z.array(instant),
  }),
  ({ timezone, billing, interval: length, subscribed_at: subscribedAt, ...runs }) => {
    const subscribedOn = localDateOf(subscribedAt, timezone);
    const anchor = billing === 'calendar' ? calendarAnchor(subscribedOn, length) : subscribedOn;
    const calendar = { anchor, interval: length, timeZone: timezone };
    const billed: BillingPeriod[] = [];
    const billedAfter = (passes: readonly Temporal.Instant[]): readonly BillingPeriod[] => {
      for (const now of passes) {
        const last = billed.at(-1);
        const next = last ? periodAfter(calendar, last) : firstPeriod(calendar, subscribedAt);
        billed.push(...periodsDue(calendar, next, now, 'inArrears'));
      }
      return [...billed];
    };
    const before = billedAfter(runs.run_at_before);
    const onTheDay = billedAfter(runs.run_at_on.slice(0, 1));
    const on = billedAfter(runs.run_at_on.slice(1));
    const after = billedAfter(runs.run_at_after);
    const billingDate = localDateOf(onTheDay.at(-1)?.end ?? subscribedAt, timezone);
    const endingThatDay = (periods: readonly BillingPeriod[]) =>
      periods.filter(({ end }) => localDateOf(end, timezone).equals(billingDate)).length;
    return {
      local_billing_date: billingDate.toString(),
      invoices_for_the_period_ending_that_day: {
        after_runs_before: endingThatDay(before),
        after_runs_on: endingThatDay(on),
        after_runs_after: endingThatDay(after),
      },
    };
  },
);

export const billingRunCases: Adapters = { billing_run_once: billingRun };
