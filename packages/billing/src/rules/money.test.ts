import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCurrency, minorUnitPlaces } from './currency.ts';
import { decimalDigits, isDecimal, parseDecimal } from './decimal.ts';
import { formatMinorUnits, parseMinorUnits, toMajorUnits, toMinorUnits, toMoney } from './money.ts';
import { roundHalfAwayFromZero } from './rounding.ts';
import { decimals, property } from './test/properties.ts';

const places = fc.constantFrom(0, 2, 3);

test("an amount is rounded half away from zero at the currency's own place", () => {
  expect(toMoney(parseDecimal('0.125'), 'EUR')).toEqual({ amount: 13n, currency: 'EUR' });
  expect(toMoney(parseDecimal('-0.125'), 'EUR')).toEqual({ amount: -13n, currency: 'EUR' });
  expect(toMoney(parseDecimal('2.5'), 'JPY')).toEqual({ amount: 3n, currency: 'JPY' });
  expect(toMoney(parseDecimal('1.0005'), 'BHD')).toEqual({ amount: 1001n, currency: 'BHD' });
  expect(toMoney(parseDecimal('0.124999999999999999999999999'), 'EUR').amount).toBe(12n);
});

test('amounts beyond the safe integers keep every unit', () => {
  expect(toMinorUnits(parseDecimal('90071992547409939007199254740993.995'), 2)).toBe(9007199254740993900719925474099400n);
});

test('a code that is no currency has no minor unit', () => {
  expect(isCurrency('EUR')).toBe(true);
  expect(isCurrency('XXX')).toBe(false);
  expect(() => minorUnitPlaces('eur')).toThrow(RangeError);
});

test('a decimal is plain notation of a bounded length', () => {
  expect(['0', '-0.5', '12.340', '9'.repeat(decimalDigits)].filter(isDecimal)).toHaveLength(4);
  expect(['', '.5', '1.', '1e3', '+1', '0x10', ' 1', 'NaN', 'Infinity', '1,5', '9'.repeat(decimalDigits + 1)].filter(isDecimal)).toEqual(
    [],
  );
  expect(() => parseDecimal('1e400')).toThrow(RangeError);
});

test('an amount with more decimals than its currency is refused, not rounded', () => {
  expect(parseMinorUnits('20.50', 2)).toBe(2050n);
  expect(() => parseMinorUnits('20.505', 2)).toThrow(RangeError);
});

property(
  'minor units survive the way to text and back',
  [fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), places],
  (amount, count) =>
    parseMinorUnits(formatMinorUnits(amount, count), count) === amount && toMinorUnits(toMajorUnits(amount, count), count) === amount,
);

property('rounding moves by at most half a unit and is symmetric', [fc.bigInt(), fc.bigInt({ min: 1n })], (numerator, denominator) => {
  const twice = 2n * (roundHalfAwayFromZero(numerator, denominator) * denominator - numerator);
  return (
    twice <= denominator &&
    twice >= -denominator &&
    roundHalfAwayFromZero(-numerator, denominator) === -roundHalfAwayFromZero(numerator, denominator)
  );
});

property(
  'a greater amount never rounds to less',
  [decimals({ max: 10n ** 12n, places: 8 }), decimals({ max: 10n ** 12n, places: 8 }), places],
  (a, b, count) => (a.lte(b) ? toMinorUnits(a, count) <= toMinorUnits(b, count) : toMinorUnits(a, count) >= toMinorUnits(b, count)),
);
