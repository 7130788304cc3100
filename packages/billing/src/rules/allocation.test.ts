import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, roundToTotal } from './allocation.ts';
import { fraction, multiplyFractions, subtractFractions, sumFractions } from './fraction.ts';
import { sumAmounts } from './money.ts';
import { roundHalfAwayFromZero } from './rounding.ts';
import { property } from './test/properties.ts';

const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 })
  .filter((values) => sumAmounts(values) > 0n);
const amounts = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const itemsOf = (values: bigint[]) =>
  values.map((value, index) => ({ key: `line-${index.toString().padStart(2, '0')}`, weight: fraction(value) }));

test('equal remainders are served in order of key, whatever the order of the items', () => {
  const items = ['C', 'A', 'B'].map((key) => ({ key, weight: fraction(1n) }));
  expect(allocate(5n, items)).toEqual([
    { key: 'C', amount: 1n },
    { key: 'A', amount: 2n },
    { key: 'B', amount: 2n },
  ]);
});

test('nothing can be split by weights that are all zero', () => {
  const items = [{ key: 'A', weight: fraction(0n) }];
  expect(() => allocate(1n, items)).toThrow(RangeError);
  expect(allocate(0n, items)).toEqual([{ key: 'A', amount: 0n }]);
});

property('the shares sum to the amount, and each is its exact share rounded up or down', [amounts, weights], (amount, values) => {
  const shares = allocate(amount, itemsOf(values));
  const total = sumAmounts(values);
  return (
    sumAmounts(shares.map((share) => share.amount)) === amount &&
    shares.every((share, index) => {
      const away = share.amount * total - amount * values[index]!;
      return away < total && away > -total;
    })
  );
});

property('the order of the items changes no share', [amounts, weights], (amount, values) => {
  const items = itemsOf(values);
  const byKey = new Map(allocate(amount, [...items].reverse()).map((share) => [share.key, share.amount]));
  return allocate(amount, items).every((share) => byKey.get(share.key) === share.amount);
});

property('a negative amount splits as the positive one', [amounts, weights], (amount, values) => {
  const negative = allocate(-amount, itemsOf(values));
  return allocate(amount, itemsOf(values)).every((share, index) => share.amount + negative[index]!.amount === 0n);
});

property(
  'shares of mixed signs round to their rounded sum',
  [fc.array(fc.bigInt({ min: -9999n, max: 9999n }), { minLength: 1, maxLength: 8 })],
  (thousandths) => {
    const shares = thousandths.map((value, index) => ({ key: `${index}`, exact: multiplyFractions(fraction(value), fraction(1n, 1000n)) }));
    const sum = sumFractions(shares.map((share) => share.exact));
    const total = roundHalfAwayFromZero(sum.numerator, sum.denominator);
    const rounded = roundToTotal(total, shares);
    return (
      sumAmounts(rounded.map((share) => share.amount)) === total &&
      rounded.every((share, index) => {
        const { numerator, denominator } = subtractFractions(fraction(share.amount), shares[index]!.exact);
        return numerator < denominator && numerator > -denominator;
      })
    );
  },
);
