import type { AppliedTaxRate } from '../contract/tax-rates.ts';
import type { InvoiceTax } from '../contract/invoices.ts';
import { parseDecimal } from '../rules/decimal.ts';
import { sumAmounts } from '../rules/money.ts';
import type { TaxTreatment } from '../rules/tax.ts';
import { sharesOfTax } from '../rules/tax-parts.ts';
import { moneyOf } from './money.ts';

/** A line's tax, in minor units. */
export interface LineTaxed {
  readonly treatment: TaxTreatment;
  readonly rate: AppliedTaxRate | null;
  readonly net: bigint;
  readonly tax: bigint;
}

/** A line's taxes, each with its part of what is asked for. */
export function eachTax(line: LineTaxed): LineTaxed[] {
  const { rate, tax } = line;
  if (!rate || rate.parts.length === 0) return [line];
  const shares = sharesOfTax(tax, rate.parts.map(({ key, percentage }) => ({ key, percentage: parseDecimal(percentage) })));
  return rate.parts.map((part, index) => ({ ...line, rate: { ...part, behavior: rate.behavior, parts: [] }, tax: shares[index] ?? 0n }));
}

/** The tax of a document by treatment and rate, in order of first appearance; what is taxed with no rate is left out. */
export function invoiceTaxes(lines: readonly LineTaxed[], currency: string): InvoiceTax[] {
  const taxed = lines.filter(({ treatment, rate }) => treatment !== 'taxable' || rate !== null).flatMap(eachTax);
  return [...Map.groupBy(taxed, ({ treatment, rate }) => rate?.id ?? treatment).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const sumOf = (part: 'net' | 'tax') => moneyOf(part, sumAmounts(group.map((line) => line[part])), currency);
    return [{ treatment: first.treatment, rate: first.rate, base: sumOf('net'), amount: sumOf('tax') }];
  });
}
