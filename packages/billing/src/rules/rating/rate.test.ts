import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalOf, parseDecimal, sumDecimals } from '../decimal.ts';
import { toMoney } from '../money.ts';
import { decimals, property } from '../test/properties.ts';
import { eachOnce } from './price.ts';
import { isBillableInParts, rate, rateIncrement } from './rate.ts';
import { prices, pricesInParts, quantities, tiered } from './test/prices.ts';
import { tierProblems } from './tiers.ts';

const tiers = (...bounds: (string | null)[]) =>
  bounds.map((upTo) => ({ upTo: upTo === null ? null : parseDecimal(upTo), unitAmount: parseDecimal('1'), flatAmount: parseDecimal('0') }));

test('a graduated price explains each tier that it reached', () => {
  const price = { model: 'graduated' as const, tiers: tiers('1000', null) };
  const { amount, breakdown } = rate(price, { quantity: parseDecimal('1500.5') }, 'EUR');
  expect(amount).toEqual({ amount: 150050n, currency: 'EUR' });
  expect(breakdown.map(({ from, upTo, quantity }) => [from?.toString(), upTo?.toString() ?? null, quantity?.toString()])).toEqual([
    ['0', '1000', '1000'],
    ['1000', null, '500.5'],
  ]);
});

test('a flat price ignores the quantity', () => {
  const price = { model: 'flat' as const, amount: parseDecimal('20.00') };
  expect(rate(price, { quantity: parseDecimal('7') }, 'EUR').amount).toEqual({ amount: 2000n, currency: 'EUR' });
});

test('usage below zero is rated as zero', () => {
  expect(rate({ model: 'standard', unitAmount: parseDecimal('3') }, { quantity: parseDecimal('-2') }, 'EUR').amount.amount).toBe(0n);
  expect(rate({ model: 'percentage', ratePercent: parseDecimal('3') }, { quantity: parseDecimal('-2') }, 'EUR').amount.amount).toBe(0n);
});

test('tiers out of order, an open tier before the last and a closed last tier are named', () => {
  expect(tierProblems(tiers('10', '20', null))).toEqual([]);
  expect(tierProblems([])).toEqual([{ index: 0, rule: 'atLeastOne' }]);
  expect(tierProblems(tiers('0', null))).toEqual([{ index: 0, rule: 'ascending' }]);
  expect(tierProblems(tiers('20', '20', null))).toEqual([{ index: 1, rule: 'ascending' }]);
  expect(tierProblems(tiers(null, '20'))).toEqual([
    { index: 0, rule: 'onlyLastOpen' },
    { index: 1, rule: 'lastOpen' },
  ]);
});

test('a quantity beyond a closed last tier is refused, not guessed', () => {
  expect(() => rate({ model: 'graduated', tiers: tiers('10') }, { quantity: parseDecimal('11') }, 'EUR')).toThrow(RangeError);
  expect(() => rate({ model: 'volume', tiers: tiers('10') }, { quantity: parseDecimal('11') }, 'EUR')).toThrow(RangeError);
});

test('every model but volume may be billed in parts', () => {
  expect(isBillableInParts('volume')).toBe(false);
  expect(isBillableInParts('graduated')).toBe(true);
});

property('the breakdown sums to the exact amount, which is rounded once', [prices, quantities], (price, usage) => {
  const rating = rate(price, usage, 'EUR');
  return (
    sumDecimals(rating.breakdown.map((line) => line.amount)).eq(rating.exact) &&
    rating.amount.amount === toMoney(rating.exact, 'EUR').amount
  );
});

property(
  '6. billed in parts equals billed at once: rate(a + b) = rate(a) + increment(a, b)',
  [pricesInParts, quantities, quantities],
  (price, a, b) => {
    const events = price.model === 'percentage' ? { events: eachOnce([a.quantity, b.quantity]) } : {};
    const whole = rate(price, { quantity: a.quantity.plus(b.quantity), ...events }, 'EUR');
    const increment = rateIncrement(price, a, b, 'EUR');
    const first = rate(price, a, 'EUR');
    return whole.exact.eq(first.exact.plus(increment.exact)) && whole.amount.amount === first.amount.amount + increment.amount.amount;
  },
  { runs: 2000 },
);

property(
  '6. billed in any number of parts, the lines sum to the line over all of them',
  [pricesInParts, fc.array(quantities, { minLength: 1, maxLength: 8 })],
  (price, parts) => {
    const [first, ...rest] = parts.map((part) => ({ quantity: part.quantity, events: eachOnce([part.quantity]) }));
    let billed = first!;
    let total = rate(price, billed, 'JPY').amount.amount;
    for (const part of rest) {
      total += rateIncrement(price, billed, part, 'JPY').amount.amount;
      billed = { quantity: billed.quantity.plus(part.quantity), events: [...billed.events, ...part.events] };
    }
    return total === rate(price, billed, 'JPY').amount.amount;
  },
);

property(
  '6. the total of a model billable in parts never falls as usage grows',
  [pricesInParts, quantities, quantities],
  (price, a, b) => !rateIncrement(price, a, b, 'EUR').exact.isNegative(),
  { runs: 2000 },
);

property(
  'events of one amount next to each other cost the same together as one by one',
  [pricesInParts, fc.array(fc.tuple(quantities, fc.integer({ min: 1, max: 6 })), { maxLength: 6 })],
  (price, groups) => {
    const together = groups.map(([{ quantity: amount }, count]) => ({ amount, count: BigInt(count) }));
    const single = eachOnce(groups.flatMap(([{ quantity: amount }, count]) => Array.from({ length: count }, () => amount)));
    const quantity = sumDecimals(single.map(({ amount }) => amount));
    return rate(price, { quantity, events: together }, 'EUR').exact.eq(rate(price, { quantity, events: single }, 'EUR').exact);
  },
  { runs: 2000 },
);

property(
  "graduated costs no jump down at a tier's edge, and volume equals graduated within the first tier",
  [tiered, decimals({ max: 10n ** 6n })],
  (list, quantity) => {
    const first = list[0]!.upTo;
    if (first !== null && quantity.gt(first)) return;
    return rate({ model: 'volume', tiers: list }, { quantity }, 'EUR').exact.eq(
      rate({ model: 'graduated', tiers: list }, { quantity }, 'EUR').exact,
    );
  },
);

test('the flat amount of the first tier is charged once, at quantity zero too', () => {
  const price = { model: 'graduated' as const, tiers: [{ upTo: null, unitAmount: decimalOf(1n), flatAmount: decimalOf(10n) }] };
  expect(rate(price, { quantity: decimalOf(0n) }, 'EUR').amount.amount).toBe(1000n);
  expect(rateIncrement(price, { quantity: decimalOf(0n) }, { quantity: decimalOf(5n) }, 'EUR').amount.amount).toBe(500n);
});
