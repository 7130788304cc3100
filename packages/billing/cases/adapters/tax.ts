import { z } from 'zod';
import { sumDecimals, zero } from '../../src/rules/decimal.ts';
import { totalInvoice } from '../../src/rules/invoice-totals.ts';
import { taxLines, type TaxSettings, type TaxTreatment } from '../../src/rules/tax.ts';
import { sharesOfTax } from '../../src/rules/tax-parts.ts';
import { adapter, type Adapters } from '../case.ts';
import { decimal, minor, optional } from '../input.ts';

const treatments: Readonly<Record<string, TaxTreatment>> = { exempt: 'exempt', reverse_charge: 'reverseCharge' };

/** `tax` of a case: how amounts hold tax, or why they hold none. */
export const taxSettings = z
  .object({
    tax: z.enum(['exclusive', 'inclusive', 'exempt', 'reverse_charge']).default('exclusive'),
    tax_rounding: z.enum(['per_line', 'on_total']).default('per_line'),
  })
  .transform(({ tax, tax_rounding: rounding }): TaxSettings => ({
    behavior: tax === 'inclusive' ? 'inclusive' : 'exclusive',
    rounding: rounding === 'on_total' ? 'onTotal' : 'perLine',
    treatment: treatments[tax] ?? 'taxable',
  }));

const lines = adapter(
  z.object({ lines: z.array(z.object({ amount_minor: minor, tax_percent: optional(decimal) })) }),
  ({ lines: read }, each) => {
    const taxable = read.map((line, index) => ({ key: `line-${index}`, amount: line.amount_minor, ratePercent: line.tax_percent ?? zero }));
    const totals = totalInvoice(taxable, [], taxSettings.parse(each.input));
    return {
      tax_minor: totals.lines.map((line) => line.tax),
      net_minor: totals.lines.map((line) => line.net),
      net_total_minor: totals.net,
      tax_total_minor: totals.tax,
      total_minor: totals.total,
    };
  },
);

const inclusive = adapter(z.object({ gross_minor: minor, tax_percent: decimal }), ({ gross_minor: amount, tax_percent: ratePercent }) => {
  const [line] = taxLines([{ key: 'line', amount, ratePercent }], { behavior: 'inclusive', rounding: 'perLine' });
  return { net_minor: line?.net, tax_minor: line?.tax };
});

const parts = adapter(
  z.object({ amount_minor: minor, taxes: z.array(z.object({ key: z.string(), percent: decimal })) }),
  ({ amount_minor: amount, taxes }, each) => {
    const rate = taxes.map(({ key, percent }) => ({ key, percentage: percent }));
    const [line] = taxLines([{ key: 'line', amount, ratePercent: sumDecimals(rate.map(({ percentage }) => percentage)) }], taxSettings.parse(each.input));
    return { parts_minor: line && sharesOfTax(line.tax, rate), tax_minor: line?.tax, net_minor: line?.net, gross_minor: line?.gross };
  },
);

export const taxCases: Adapters = { tax_lines: lines, tax_inclusive: inclusive, tax_parts: parts };
