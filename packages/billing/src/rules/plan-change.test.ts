import fc from 'fast-check';
import { expect, test } from 'vitest';
import { periodAt } from './billing-calendar.ts';
import { compareFractions, fraction, wholeShare } from './fraction.ts';
import { changeAmount, changePlan, changeSeats, creditBasis, type PlanItem } from './plan-change.ts';
import { remainingShare } from './proration.ts';
import { calendars, instants } from './test/calendar.ts';
import { property } from './test/properties.ts';

const amounts = fc.bigInt({ min: 0n, max: 10n ** 9n });
const items = fc
  .array(amounts, { minLength: 1, maxLength: 4 })
  .map((list): PlanItem[] => list.map((amount, index) => ({ key: `item-${index}`, amount })));
const remaining = fc.tuple(calendars, instants, instants).map(([calendar, inside, at]) => remainingShare(periodAt(calendar, inside), at));

test('a change of interval credits what is unused and charges the whole new cycle', () => {
  const change = changePlan({
    billed: [{ key: 'plan', amount: 10_000n }],
    unusedShare: fraction(2n, 3n),
    next: [{ key: 'plan', amount: 100_000n }],
    nextShare: wholeShare,
  });
  expect(change).toMatchObject({ credit: 6667n, debit: 100_000n, net: 93_333n });
});

test('a price that was never billed is not credited', () => {
  expect(creditBasis({ lastBilled: 1000n, current: { price: 2000n, billed: false } })).toBe(1000n);
  expect(creditBasis({ lastBilled: 1000n, current: { price: 2000n, billed: true } })).toBe(2000n);
  expect(creditBasis({ lastBilled: 1000n, discountBilled: 166n })).toBe(834n);
});

test('seats change at the price of now, and at the pending one from the next cycle', () => {
  const change = changeSeats({ unitAmount: 1500n, pendingUnitAmount: 2500n, from: 10n, to: 7n, remaining: fraction(1n, 2n) });
  expect(change).toEqual({ direction: 'credit', amount: 2250n, nextCycleAmount: 17_500n });
});

property('13. A to B to A at one instant nets to zero, line by line', [items, items, remaining], (a, b, share) => {
  const there = changePlan({ billed: a, unusedShare: share, next: b, nextShare: share });
  const back = changePlan({ billed: b, unusedShare: share, next: a, nextShare: share });
  return (
    there.net + back.net === 0n &&
    there.debits.every(({ amount }, index) => amount + back.credits[index]!.amount === 0n) &&
    there.credits.every(({ amount }, index) => amount + back.debits[index]!.amount === 0n)
  );
});

property('13. credits never exceed what was billed', [items, items, remaining], (billed, next, share) => {
  const { credits } = changePlan({ billed, unusedShare: share, next, nextShare: share });
  return credits.every(({ amount }, index) => amount <= 0n && -amount <= billed[index]!.amount);
});

property(
  '13. over any chain of changes in a cycle, each plan is credited no more than it was charged',
  [amounts, fc.array(fc.tuple(amounts, remaining), { minLength: 1, maxLength: 5 })],
  (start, changes) => {
    const inOrder = changes.sort(([, a], [, b]) => compareFractions(b, a));
    let charged = start;
    let current = start;
    for (const [price, share] of inOrder) {
      const { credit, debit } = changePlan({
        billed: [{ key: 'plan', amount: current }],
        unusedShare: share,
        next: [{ key: 'plan', amount: price }],
        nextShare: share,
      });
      if (credit > charged) return false;
      [charged, current] = [debit, price];
    }
    return true;
  },
);

property('the lines of a change sum to its net', [items, items, remaining, remaining], (billed, next, unusedShare, nextShare) => {
  const { credits, debits, net } = changePlan({ billed, unusedShare, next, nextShare });
  return [...credits, ...debits].reduce((sum, { amount }) => sum + amount, 0n) === net;
});

property('a change of amount back takes what the change there gave', [amounts, amounts, remaining], (from, to, share) => {
  const there = changeAmount(from, to, share);
  const back = changeAmount(to, from, share);
  return there.amount === back.amount && (there.amount === 0n || there.direction !== back.direction);
});
