import type { Id } from '@plinth/kernel';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type CouponLine, discountLines, type LineDiscount, type RedeemedCoupon } from './coupon-effects.ts';
import { parseDecimal } from './decimal.ts';
import { percentShare } from './fraction.ts';
import { sumAmounts } from './money.ts';
import { property } from './test/properties.ts';

const january = Temporal.Instant.from('2027-01-01T00:00:00Z');
const inMonths = (months: number): Temporal.Instant => january.toZonedDateTimeISO('UTC').add({ months }).toInstant();

const line = (amount: bigint, changes: Partial<CouponLine> = {}): CouponLine => ({ key: 'a', amount, subscription: 'sub', billedSince: january, credited: null, ...changes });

const coupon = (discount: RedeemedCoupon['discount'], periodsLeft: number | null, id: Id<'redemption'> = 'redemption_a'): RedeemedCoupon => ({
  id, discount, periodsLeft, sequence: 0, taken: new Map(), effects: new Map(),
});
const percent = (text: string) => ({ kind: 'percentage' as const, share: percentShare(parseDecimal(text)) });
const amount = (minor: bigint) => ({ kind: 'fixed' as const, amount: minor });

/** Discounts invoices one after the other. */
function live(coupons: readonly RedeemedCoupon[], invoices: readonly { readonly at: Temporal.Instant; readonly lines: readonly CouponLine[] }[]) {
  let current = coupons;
  const discounts = invoices.map(({ at, lines }) => {
    const applied = discountLines({ lines, issuedAt: at, applies: () => true }, current);
    current = applied.coupons;
    return applied.discounts;
  });
  return { discounts, coupons: current };
}

const off = (discounts: readonly (readonly LineDiscount[])[]): bigint[] => discounts.map((own) => sumAmounts(own.map((each) => each.amount)));

test.each([
  ['once', 1, [1000n, 0n, 0n]],
  ['for two periods', 2, [1000n, 1000n, 0n]],
  ['for ever', null, [1000n, 1000n, 1000n]],
])('a coupon that is good %s takes effect on so many periods', (_, periods, expected) => {
  const invoices = [0, 1, 2].map((month) => ({ at: inMonths(month), lines: [line(2000n, { billedSince: inMonths(month) })] }));
  const { discounts, coupons } = live([coupon(percent('50'), periods)], invoices);
  expect(discounts.flatMap(off)).toEqual(expected);
  expect(coupons[0]?.periodsLeft).toBe(periods === null ? null : 0);
});

test('where nothing is taken off, no period is used', () => {
  const invoices = [0n, 0n, 500n].map((billed, month) => ({ at: inMonths(month), lines: [line(billed, { billedSince: inMonths(month) })] }));
  const { discounts, coupons } = live([coupon(amount(900n), 2)], invoices);
  expect([discounts.flatMap(off), coupons[0]?.periodsLeft]).toEqual([[0n, 0n, 500n], 1]);
});

test('what is billed within a period needs no other: a percent of all of it, an amount until it is used up', () => {
  const invoices = [{ at: january, lines: [line(2000n)] }, { at: january.add({ hours: 24 }), lines: [line(3000n)] }];
  expect(live([coupon(percent('10'), 1)], invoices).discounts.flatMap(off)).toEqual([200n, 300n]);
  expect(live([coupon(amount(2500n), 1)], invoices).discounts.flatMap(off)).toEqual([2000n, 500n]);
  expect(live([coupon(amount(2500n), null)], invoices).discounts.flatMap(off)).toEqual([2000n, 500n]);
});

test('coupons follow one another in their order, each on what is left', () => {
  const lines = [line(10_000n)];
  const [half, tenner] = [coupon(percent('50'), null), coupon(amount(1000n), null, 'redemption_b')];
  expect(off(discountLines({ lines, issuedAt: january, applies: () => true }, [half, tenner]).discounts)).toEqual([6000n]);
  expect(off(discountLines({ lines, issuedAt: january, applies: () => true }, [tenner, half]).discounts)).toEqual([5500n]);
});

test('a credit gives back its part of the discount, which an amount then takes off what comes instead', () => {
  // As Polar does it: 90.00 off 100.00 and 200.00; in the middle 300.00 and 200.00 instead.
  const [first, second] = [line(10_000n), line(20_000n, { key: 'b' })];
  const begun = discountLines({ lines: [first, second], issuedAt: january, applies: () => true }, [coupon(amount(9000n), 1)]);
  expect(off(begun.discounts)).toEqual([3000n, 6000n]);
  const back = (index: number, of: CouponLine, key: string) => line(-of.amount / 2n, { key, credited: { amount: of.amount, discounts: begun.discounts[index] ?? [] } });
  const lines = [back(0, first, 'a'), back(1, second, 'b'), line(15_000n, { key: 'c' }), line(10_000n, { key: 'd' })];
  const changed = discountLines({ lines, issuedAt: january.add({ hours: 24 * 15 }), applies: () => true }, begun.coupons);
  expect(off(changed.discounts)).toEqual([-1500n, -3000n, 2700n, 1800n]);
});

const amounts = fc.bigInt({ min: 0n, max: 10n ** 7n });
const someCoupons = fc
  .array(fc.oneof(fc.bigInt({ min: 1n, max: 10n ** 7n }).map(amount), fc.integer({ min: 1, max: 10_000 }).map((points) => percent((points / 100).toFixed(2)))), { minLength: 1, maxLength: 3 })
  .map((discounts) => discounts.map((discount, index) => coupon(discount, 1, `redemption_${index}`)));
const keyed = (values: readonly bigint[], changes: (index: number) => Partial<CouponLine> = () => ({})) => values.map((value, index) => line(value, { key: index.toString(), ...changes(index) }));

property('no line is discounted by more than it holds, and an amount by no more than itself', [fc.array(amounts, { minLength: 1, maxLength: 6 }), someCoupons], (values, coupons) => {
  const { discounts } = discountLines({ lines: keyed(values), issuedAt: january, applies: () => true }, coupons);
  const all = discounts.flat();
  return (
    off(discounts).every((taken, index) => taken >= 0n && taken <= (values[index] ?? 0n)) &&
    coupons.every(({ id, discount }) => discount.kind !== 'fixed' || sumAmounts(all.filter(({ redemption }) => redemption === id).map((each) => each.amount)) <= discount.amount)
  );
});

property('what is given back whole is given back with its discount, in parts never more than was paid', [fc.array(amounts, { minLength: 1, maxLength: 6 }), someCoupons, fc.integer({ min: 0, max: 100 })], (values, coupons, part) => {
  const lines = keyed(values);
  const begun = discountLines({ lines, issuedAt: january, applies: () => true }, coupons);
  const credited = (index: number) => ({ credited: { amount: values[index] ?? 0n, discounts: begun.discounts[index] ?? [] } });
  const backOf = (share: bigint) => keyed(values.map((value) => -((value * share) / 100n)), credited);
  const givenBackBy = (share: bigint) => off(discountLines({ lines: backOf(share), issuedAt: january, applies: () => true }, begun.coupons).discounts);
  const [taken, whole, partly] = [off(begun.discounts), givenBackBy(100n), givenBackBy(BigInt(part))];
  return (
    whole.every((back, index) => back + (taken[index] ?? 0n) === 0n) &&
    partly.every((back, index) => {
      const [value, discount] = [values[index] ?? 0n, taken[index] ?? 0n];
      const paidBack = (value * BigInt(part)) / 100n + back;
      return paidBack >= 0n && paidBack <= value - discount;
    })
  );
});

property('an amount that is given back and taken again leaves what was paid as it was', [amounts, amounts, fc.bigInt({ min: 1n, max: 10n ** 7n })], (here, there, cut) => {
  const at = january.add({ hours: 24 });
  const begun = discountLines({ lines: [line(here)], issuedAt: january, applies: () => true }, [coupon(amount(cut), 1)]);
  const change = (from: bigint, discounts: readonly LineDiscount[], to: bigint, coupons: readonly RedeemedCoupon[]) =>
    discountLines({ lines: [line(-from, { key: 'a', credited: { amount: from, discounts } }), line(to, { key: 'b' })], issuedAt: at, applies: () => true }, coupons);
  const away = change(here, begun.discounts[0] ?? [], there, begun.coupons);
  const back = change(there, away.discounts[1] ?? [], here, away.coupons);
  return sumAmounts([...off(away.discounts), ...off(back.discounts)]) === 0n;
});
