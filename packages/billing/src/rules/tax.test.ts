import { expect, test } from 'vitest';
import { parseDecimal } from './decimal.ts';
import { compareFractions, fraction, fractionOf, subtractFractions } from './fraction.ts';
import { taxableLines, taxSettings } from './test/invoices.ts';
import { property } from './test/properties.ts';
import { taxLines, taxSubtotals } from './tax.ts';

const line = (key: string, amount: bigint, rate: string) => ({ key, amount, ratePercent: parseDecimal(rate) });

test('tax on the total is rounded once per rate and spread over the lines', () => {
  const lines = [line('a', 33n, '19'), line('b', 33n, '19'), line('c', 33n, '19'), line('d', 33n, '7')];
  const onTotal = taxLines(lines, { behavior: 'exclusive', rounding: 'onTotal' });
  expect(onTotal.map(({ tax }) => tax)).toEqual([7n, 6n, 6n, 2n]);
  expect(taxSubtotals(onTotal).map(({ net, tax }) => [net, tax])).toEqual([
    [99n, 19n],
    [33n, 2n],
  ]);
  expect(taxLines(lines, { behavior: 'exclusive', rounding: 'perLine' }).map(({ tax }) => tax)).toEqual([6n, 6n, 6n, 2n]);
});

test('an inclusive amount holds its tax', () => {
  expect(taxLines([line('a', 3100n, '10')], { behavior: 'inclusive', rounding: 'perLine' })).toMatchObject([
    { net: 2818n, tax: 282n, gross: 3100n },
  ]);
});

test("exempt and reverse charge carry no tax, and a line's own treatment comes first", () => {
  const settings = { behavior: 'exclusive', rounding: 'perLine' } as const;
  expect(taxLines([line('a', 1000n, '20')], { ...settings, treatment: 'reverseCharge' })).toMatchObject([
    { net: 1000n, tax: 0n, gross: 1000n, treatment: 'reverseCharge' },
  ]);
  expect(taxLines([{ ...line('a', 1000n, '20'), treatment: 'exempt' }, line('b', 1000n, '20')], settings).map(({ tax }) => tax)).toEqual([
    0n,
    200n,
  ]);
  expect(taxLines([line('a', 1200n, '20')], { behavior: 'inclusive', rounding: 'perLine', treatment: 'exempt' })).toMatchObject([
    { net: 1200n, tax: 0n, gross: 1200n },
  ]);
});

property(
  "net and tax make gross, and each line's tax is less than a unit from its exact tax",
  [taxableLines, taxSettings],
  (lines, settings) =>
    taxLines(lines, settings).every((taxed, index) => {
      const { amount } = lines[index]!;
      if (taxed.treatment !== 'taxable') return taxed.tax === 0n && taxed.gross === amount;
      const rate = fractionOf(taxed.ratePercent);
      const base =
        settings.behavior === 'exclusive' ? fraction(100n) : fraction(100n * rate.denominator + rate.numerator, rate.denominator);
      const exact = fraction(amount * rate.numerator * base.denominator, rate.denominator * base.numerator);
      const away = subtractFractions(fraction(taxed.tax), exact);
      return (
        taxed.net + taxed.tax === taxed.gross &&
        (settings.behavior === 'exclusive' ? taxed.net : taxed.gross) === amount &&
        compareFractions(away, fraction(1n)) < 0 &&
        compareFractions(away, fraction(-1n)) > 0
      );
    }),
  { runs: 1000 },
);
