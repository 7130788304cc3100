import { Temporal } from 'temporal-polyfill';

/** How long a billing period lasts on the calendar: `{ unit: 'month', count: 3 }` is a quarter. `count` is a positive integer. */
export interface BillingInterval {
  readonly unit: 'day' | 'week' | 'month' | 'year';
  readonly count: number;
}

const units = { days: 'day', weeks: 'week', months: 'month', years: 'year' } as const;

/** Reads an ISO 8601 duration of one unit: `P1M`, `P30D`, `P1W`, `P1Y`. */
export function parseBillingInterval(text: string): BillingInterval {
  const duration = Temporal.Duration.from(text);
  for (const [plural, unit] of Object.entries(units)) {
    const count = duration[plural as keyof typeof units];
    if (count > 0 && duration.toString() === Temporal.Duration.from({ [plural]: count }).toString()) return { unit, count };
  }
  throw new RangeError(`Not a whole number of days, weeks, months or years: ${text}`);
}

/** The interval in the one of the two measures that does not depend on the date. */
export function lengthOf({ unit, count }: BillingInterval): { months: number } | { days: number } {
  switch (unit) {
    case 'day':
      return { days: count };
    case 'week':
      return { days: 7 * count };
    case 'month':
      return { months: count };
    case 'year':
      return { months: 12 * count };
  }
}
