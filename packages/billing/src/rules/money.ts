import { minorUnitPlaces } from './currency.ts';
import { decimalOf, parseDecimal, type Decimal } from './decimal.ts';
import { fractionOf, fractionToFixed, fraction, type Fraction } from './fraction.ts';
import { roundHalfAwayFromZero } from './rounding.ts';

/** An amount that can be booked: a count of minor units (cents of EUR, yen, fils of BHD) in an ISO 4217 currency. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

/** An exact amount in major units, rounded once, to minor units with `places` decimals. */
export function toMinorUnits(exact: Decimal, places: number): bigint {
  const { numerator, denominator } = fractionOf(exact);
  return roundHalfAwayFromZero(numerator * 10n ** BigInt(places), denominator);
}

/** An exact amount in major units, rounded once, at the currency's own place. */
export function toMoney(exact: Decimal, currency: string): Money {
  return { amount: toMinorUnits(exact, minorUnitPlaces(currency)), currency };
}

/** A share of an amount of minor units, rounded once. */
export function shareOf(amount: bigint, share: Fraction): bigint {
  return roundHalfAwayFromZero(amount * share.numerator, share.denominator);
}

/** Minor units back in major units: 2050 with two places is 20.5. */
export function toMajorUnits(amount: bigint, places: number): Decimal {
  return decimalOf(amount).div(decimalOf(10n ** BigInt(places)));
}

/** Reads a decimal in major units that needs no rounding; a RangeError where it has more decimals than `places`. */
export function parseMinorUnits(text: string, places: number): bigint {
  const exact = parseDecimal(text);
  if (exact.decimalPlaces() > places) throw new RangeError(`More than ${places} decimals: ${text}`);
  return toMinorUnits(exact, places);
}

/** Minor units as a decimal string in major units with all its places: `20.50`. */
export function formatMinorUnits(amount: bigint, places: number): string {
  return fractionToFixed(fraction(amount, 10n ** BigInt(places)), places);
}

/** The sum of amounts of one currency, in minor units; zero of nothing. */
export function sumAmounts(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
