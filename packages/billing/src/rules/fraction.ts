import type { Decimal } from './decimal.ts';
import { roundHalfAwayFromZero } from './rounding.ts';

/** An exact share such as 13/28, in lowest terms, the denominator positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `numerator` over `denominator` in lowest terms; a RangeError over zero. */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator === 0n) throw new RangeError('A fraction over zero.');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

export const noShare: Fraction = { numerator: 0n, denominator: 1n };
export const wholeShare: Fraction = { numerator: 1n, denominator: 1n };

/** The same value as a fraction: 2.5 is 5/2. */
export function fractionOf(value: Decimal): Fraction {
  return decimalFraction(value.toFixed());
}

/** Reads plain notation of any length, such as a sum that PostgreSQL made. */
export function decimalFraction(text: string): Fraction {
  const [whole = '0', places = ''] = text.split('.');
  return fraction(BigInt(whole + places), 10n ** BigInt(places.length));
}

/** Reads `13/28` or `2`. */
export function parseFraction(text: string): Fraction {
  const [numerator = '', denominator = '1'] = text.split('/');
  return fraction(BigInt(numerator), BigInt(denominator));
}

/** 7.25 percent as a share: 29/400. */
export function percentShare(percent: Decimal): Fraction {
  return multiplyFractions(fractionOf(percent), { numerator: 1n, denominator: 100n });
}

export function addFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtractFractions(a: Fraction, b: Fraction): Fraction {
  return addFractions(a, { numerator: -b.numerator, denominator: b.denominator });
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function sumFractions(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(addFractions, noShare);
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** Plain notation with exactly `places` decimals, the last one rounded. */
export function fractionToFixed(value: Fraction, places: number): string {
  const scaled = roundHalfAwayFromZero(value.numerator * 10n ** BigInt(places), value.denominator);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return scaled < 0n ? `-${text}` : text;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [greater, smaller] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (smaller !== 0n) [greater, smaller] = [smaller, greater % smaller];
  return greater;
}
