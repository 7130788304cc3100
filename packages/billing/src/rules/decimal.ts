import { Decimal as LibraryDecimal } from 'decimal.js';

/** The longest quantity or rate that the rules take: significant digits. Products and sums of a few of them stay exact. */
export const decimalDigits = 40;

/** Quantities, rates and amounts in major units before rounding. Never made from a binary float. */
export type Decimal = LibraryDecimal;

// A constructor of our own: the library's settings are global to a constructor, and another user could change them.
const Exact = LibraryDecimal.clone({
  precision: 160,
  rounding: LibraryDecimal.ROUND_HALF_UP,
  toExpNeg: -1000,
  toExpPos: 1000,
  defaults: true,
});

/** Reads plain notation such as `-12.50`; exponents, signs other than minus, and more than 40 digits are a RangeError. */
export function parseDecimal(text: string): Decimal {
  if (!isDecimal(text)) throw new RangeError(`Not a decimal of at most ${decimalDigits} digits: ${text.slice(0, 60)}`);
  return new Exact(text);
}

/** True for what `parseDecimal` reads. */
export function isDecimal(text: string): boolean {
  return text.length <= decimalDigits + 2 && /^-?\d+(?:\.\d+)?$/.test(text) && text.replace(/[-.]/g, '').length <= decimalDigits;
}

/** A whole number as a decimal. */
export function decimalOf(whole: bigint): Decimal {
  return new Exact(whole);
}

export const zero = decimalOf(0n);
export const hundred = decimalOf(100n);

/** The exact sum; zero of nothing. */
export function sumDecimals(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), zero);
}
