import type { Temporal } from 'temporal-polyfill';

/**
 * An invoice number of a seller's series: `{prefix}-{YYYYMM}-{sequence}`, the sequence with three digits or more. The
 * month is that of the local date of finalisation in the seller's time zone; the sequence runs on over months, without
 * gaps, and is taken at finalisation alone, so that a draft has none. Source: Lago, numbers per issuer.
 */
export function formatInvoiceNumber(prefix: string, finalizedOn: Temporal.PlainDate, sequence: bigint): string {
  const year = finalizedOn.year.toString().padStart(4, '0');
  const month = finalizedOn.month.toString().padStart(2, '0');
  return `${prefix}-${year}${month}-${sequence.toString().padStart(3, '0')}`;
}

/** A seller's series: its prefix, and how many numbers it has given out. */
export interface NumberSeries {
  readonly prefix: string;
  readonly taken: bigint;
}

/** The numbers of `count` invoices that are finalised together, in their order, and the series after them. */
export function takeInvoiceNumbers(
  { prefix, taken }: NumberSeries,
  finalizedOn: Temporal.PlainDate,
  count: number,
): { numbers: string[]; series: NumberSeries } {
  const numbers = Array.from({ length: count }, (_, index) => formatInvoiceNumber(prefix, finalizedOn, taken + BigInt(index + 1)));
  return { numbers, series: { prefix, taken: taken + BigInt(count) } };
}
