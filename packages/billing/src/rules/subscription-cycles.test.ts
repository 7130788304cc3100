import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { BillingInterval } from './billing-interval.ts';
import { cyclesFrom, nextMonthly } from './subscription-cycles.ts';

const nextOf = (unit: BillingInterval['unit'], anchorDay: number | null) => {
  const from = Temporal.Instant.from('2027-02-10T08:00:00Z');
  const cycles = cyclesFrom({ interval: { unit, count: 1 }, charges: [] }, from, 'Asia/Tokyo', anchorDay);
  return nextMonthly(cycles, anchorDay, Temporal.Instant.from('2027-03-02T00:00:00Z')).toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString();
};

test('the months of a subscription begin on its billing day whatever the interval of its plan, and else where its cycles began', () => {
  for (const unit of ['year', 'month', 'week', 'day'] as const) {
    expect([unit, nextOf(unit, 31)]).toEqual([unit, '2027-03-31T00:00:00']);
    expect([unit, nextOf(unit, 1)]).toEqual([unit, '2027-04-01T00:00:00']);
    expect([unit, nextOf(unit, null)]).toEqual([unit, '2027-03-10T00:00:00']);
  }
});
