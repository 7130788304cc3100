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

/** The numbers of invoices that are finalised together, in order, after `taken` numbers of the series. */
export function nextInvoiceNumbers(prefix: string, finalizedOn: Temporal.PlainDate, taken: bigint, count: number): string[] {
  return Array.from({ length: count }, (_, index) => formatInvoiceNumber(prefix, finalizedOn, taken + BigInt(index + 1)));
}
