import { roundToTotal } from './allocation.ts';
import { hundred, zero, type Decimal } from './decimal.ts';
import { fraction, fractionOf, multiplyFractions, sumFractions, type Fraction } from './fraction.ts';
import { shareOf, sumAmounts } from './money.ts';
import { roundHalfAwayFromZero } from './rounding.ts';

/** `exempt` and `reverseCharge` (the customer owes the tax) carry no tax; an inclusive price is then net as it stands. */
export type TaxTreatment = 'taxable' | 'exempt' | 'reverseCharge';

/** Whether amounts are net, and tax is added, or gross, and tax is within. */
export type TaxBehavior = 'exclusive' | 'inclusive';

export interface TaxSettings {
  /** A line's own behavior comes first. */
  readonly behavior: TaxBehavior;
  /** `perLine` rounds the tax of each line; `onTotal` rounds once per treatment and rate, as EN 16931 (BR-CO-17) does. */
  readonly rounding: 'perLine' | 'onTotal';
  /** Of the customer; a line's own treatment comes first. */
  readonly treatment?: TaxTreatment;
}

export interface TaxableLine {
  /** Unique among the lines. */
  readonly key: string;
  /** Minor units, after discounts. */
  readonly amount: bigint;
  /** A percent: 7.25 is 7.25 %. */
  readonly ratePercent: Decimal;
  readonly treatment?: TaxTreatment;
  readonly behavior?: TaxBehavior;
  /** Sets rates of the same percent apart, such as those of two countries. */
  readonly rate?: string;
}

export interface TaxedLine {
  readonly key: string;
  readonly treatment: TaxTreatment;
  readonly rate?: string;
  /** Zero where the treatment carries no tax. */
  readonly ratePercent: Decimal;
  readonly net: bigint;
  readonly tax: bigint;
  readonly gross: bigint;
}

/** The lines with their tax, in the same order; net + tax = gross on each. */
export function taxLines(lines: readonly TaxableLine[], settings: TaxSettings): TaxedLine[] {
  const treated = lines.map((line) => treat(line, settings));
  const taxes = settings.rounding === 'perLine' ? taxPerLine(treated) : taxOnTotal(treated);
  return treated.map(({ key, amount, treatment, ratePercent, behavior, rate }, index) => {
    const tax = taxes[index] ?? 0n;
    const net = behavior === 'exclusive' || treatment !== 'taxable' ? amount : amount - tax;
    return { key, treatment, ratePercent, ...(rate !== undefined && { rate }), net, tax, gross: net + tax };
  });
}

export interface TaxSubtotal {
  readonly treatment: TaxTreatment;
  readonly rate?: string;
  readonly ratePercent: Decimal;
  readonly net: bigint;
  readonly tax: bigint;
}

/** Net and tax by treatment and rate, in order of first appearance: the tax breakdown of an invoice. */
export function taxSubtotals(lines: readonly TaxedLine[]): TaxSubtotal[] {
  return groupsOf(lines, rateKey).map((group) => ({
    treatment: group[0].treatment,
    ...(group[0].rate !== undefined && { rate: group[0].rate }),
    ratePercent: group[0].ratePercent,
    net: sumAmounts(group.map((line) => line.net)),
    tax: sumAmounts(group.map((line) => line.tax)),
  }));
}

type TreatedLine = TaxableLine & { readonly treatment: TaxTreatment; readonly behavior: TaxBehavior };

function treat(line: TaxableLine, settings: TaxSettings): TreatedLine {
  const treatment = line.treatment ?? settings.treatment ?? 'taxable';
  return { ...line, treatment, behavior: line.behavior ?? settings.behavior, ratePercent: treatment === 'taxable' ? line.ratePercent : zero };
}

/** The part of an amount that is tax: r/100 of a net amount, r/(100 + r) of a gross one. */
function taxShare({ ratePercent, behavior }: TreatedLine): Fraction {
  const rate = fractionOf(ratePercent);
  const base = fractionOf(behavior === 'exclusive' ? hundred : hundred.plus(ratePercent));
  return fraction(rate.numerator * base.denominator, rate.denominator * base.numerator);
}

const taxPerLine = (lines: readonly TreatedLine[]): bigint[] => lines.map((line) => shareOf(line.amount, taxShare(line)));

function taxOnTotal(lines: readonly TreatedLine[]): bigint[] {
  const byKey = new Map<string, bigint>();
  for (const group of groupsOf(lines, (line) => `${line.behavior} ${rateKey(line)}`)) {
    const share = taxShare(group[0]);
    const shares = group.map(({ key, amount }) => ({ key, exact: multiplyFractions(fraction(amount), share) }));
    const exact = sumFractions(shares.map((line) => line.exact));
    for (const { key, amount } of roundToTotal(roundHalfAwayFromZero(exact.numerator, exact.denominator), shares)) byKey.set(key, amount);
  }
  return lines.map(({ key }) => byKey.get(key) ?? 0n);
}

const rateKey = ({ treatment, ratePercent, rate }: Pick<TaxedLine, 'treatment' | 'ratePercent' | 'rate'>): string => `${treatment} ${ratePercent.toFixed()} ${rate ?? ''}`;

/** The lines of the same key together, in order of first appearance. */
function groupsOf<Line>(lines: readonly Line[], keyOf: (line: Line) => string): [Line, ...Line[]][] {
  return [...Map.groupBy(lines, keyOf).values()].flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others]]));
}
