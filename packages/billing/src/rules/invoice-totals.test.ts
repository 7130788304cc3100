import { expect, test } from 'vitest';
import { applyAccountCredit, carryCredit } from './account-credit.ts';
import { parseDecimal } from './decimal.ts';
import { spreadDiscount } from './discounts.ts';
import { percentShare } from './fraction.ts';
import { totalInvoice } from './invoice-totals.ts';
import { sumAmounts } from './money.ts';
import { coupons, taxableLines, taxSettings } from './test/invoices.ts';
import { property } from './test/properties.ts';
import fc from 'fast-check';

const perLine = { behavior: 'exclusive', rounding: 'perLine' } as const;
const line = (key: string, amount: bigint, rate = '0') => ({ key, amount, ratePercent: parseDecimal(rate) });
const percent = (text: string) => ({ kind: 'percentage' as const, share: percentShare(parseDecimal(text)) });

test('coupons stack one after the other, each on what the one before left', () => {
  const totals = totalInvoice([line('plan', 10_000n, '10')], [percent('50'), { kind: 'fixed', amount: 1000n }, percent('50')], perLine);
  expect(totals).toMatchObject({ subtotal: 10_000n, discount: 8000n, net: 2000n, tax: 200n, total: 2200n, accountCredit: 0n });
});

test('a restricted coupon leaves the other lines alone', () => {
  const shares = spreadDiscount([line('plan', 5000n), line('seats', 3000n)], { kind: 'fixed', amount: 9000n, appliesTo: ['seats'] });
  expect(shares).toEqual([
    { key: 'plan', amount: 0n },
    { key: 'seats', amount: 3000n },
  ]);
});

test('with a credit among the lines a coupon takes no more than their sum', () => {
  const totals = totalInvoice([line('plan', 10_000n), line('unused', -6000n)], [{ kind: 'fixed', amount: 8000n }], perLine);
  expect(totals).toMatchObject({ discount: 4000n, total: 0n, accountCredit: 0n });
});

test('credits that exceed the charges become credit of the account', () => {
  expect(totalInvoice([line('unused', -5000n, '20')], [], perLine)).toMatchObject({ total: 0n, accountCredit: 6000n });
  expect(carryCredit(-1n)).toEqual({ amountDue: 0n, accountCredit: 1n });
  expect(applyAccountCredit(500n, 700n)).toEqual({ creditUsed: 500n, amountDue: 0n, creditLeft: 200n });
});

property(
  '17. totals equal lines, nothing is negative, and coupons are capped',
  [taxableLines, coupons, taxSettings],
  (lines, list, settings) => {
    const totals = totalInvoice(lines, list, settings);
    const sum = (part: 'amount' | 'discount' | 'net' | 'tax' | 'gross') => sumAmounts(totals.lines.map((each) => each[part]));
    const shown = settings.behavior === 'exclusive' || settings.treatment !== 'taxable' ? sum('net') : sum('gross');
    return (
      sum('amount') === totals.subtotal &&
      sum('discount') === totals.discount &&
      sum('net') === totals.net &&
      sum('tax') === totals.tax &&
      totals.net + totals.tax === totals.total - totals.accountCredit &&
      totals.subtotal - totals.discount === shown &&
      totals.total >= 0n &&
      totals.accountCredit >= 0n &&
      totals.discount >= 0n &&
      (totals.subtotal < 0n || totals.discount <= totals.subtotal) &&
      totals.lines.every((each) => each.discount >= 0n && (each.discount === 0n || each.discount <= each.amount)) &&
      sumAmounts(totals.taxSubtotals.map((each) => each.tax)) === totals.tax &&
      sumAmounts(totals.taxSubtotals.map((each) => each.net)) === totals.net
    );
  },
  { runs: 2000 },
);

property('the order of the lines changes no total', [taxableLines, coupons, taxSettings], (lines, list, settings) => {
  const there = totalInvoice(lines, list, settings);
  const back = totalInvoice([...lines].reverse(), list, settings);
  return (
    there.total === back.total && there.accountCredit === back.accountCredit && there.discount === back.discount && there.tax === back.tax
  );
});

property(
  'account credit pays no more than there is and no more than is due',
  [fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 10n ** 9n })],
  (total, credit) => {
    const { creditUsed, amountDue, creditLeft } = applyAccountCredit(total, credit);
    return creditUsed + amountDue === total && creditUsed + creditLeft === credit && amountDue >= 0n && creditLeft >= 0n;
  },
);
