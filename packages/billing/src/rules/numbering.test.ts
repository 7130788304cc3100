import { expect, test } from 'vitest';
import { localDateOf } from './billing-calendar.ts';
import { formatInvoiceNumber, takeInvoiceNumbers } from './numbering.ts';
import { date, instant } from './test/calendar.ts';

test("the month of a number is the seller's, and the sequence runs on over months", () => {
  const finalized = instant('2027-01-31T23:30:00Z');
  expect(formatInvoiceNumber('PL', localDateOf(finalized, 'UTC'), 7n)).toBe('PL-202701-007');
  expect(formatInvoiceNumber('PL', localDateOf(finalized, 'Europe/Berlin'), 8n)).toBe('PL-202702-008');
});

test('a sequence beyond three digits is shown whole', () => {
  expect(takeInvoiceNumbers({ prefix: 'PL', taken: 998n }, date('2027-02-01'), 3)).toEqual({
    numbers: ['PL-202702-999', 'PL-202702-1000', 'PL-202702-1001'],
    series: { prefix: 'PL', taken: 1001n },
  });
});
