import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fraction } from './fraction.ts';
import { commitmentTrueUp, limitSpend } from './spend-limits.ts';
import { property } from './test/properties.ts';

const amounts = fc.bigInt({ min: 0n, max: 10n ** 9n });

test('the minimum waits for the last line of the period', () => {
  const line = { billedBefore: 100n, lineAmount: 50n };
  expect(limitSpend({ minimum: 1000n }, { ...line, lastLine: false }).minimumTopUp).toBe(0n);
  expect(limitSpend({ minimum: 1000n }, { ...line, lastLine: true }).minimumTopUp).toBe(850n);
});

test('commitment and fee are rounded each, so that both can stand on invoices', () => {
  const share = fraction(334n, 365n);
  expect(commitmentTrueUp({ commitment: 1_000_000n, planFee: 100_000n, share })).toBe(915_068n - 91_507n);
  expect(commitmentTrueUp({ commitment: 1_000_000n, planFee: 100_000n, usage: 2_000_000n, share })).toBe(0n);
});

property(
  'lines billed one after the other end between minimum and maximum, however the usage is cut',
  [fc.array(amounts, { minLength: 1, maxLength: 6 }), amounts, amounts],
  (lines, minimum, range) => {
    const maximum = minimum + range;
    let billedBefore = 0n;
    for (const [index, lineAmount] of lines.entries()) {
      const limited = limitSpend({ minimum, maximum }, { billedBefore, lineAmount, lastLine: index === lines.length - 1 });
      if (limited.lineTotal + limited.maximumDiscount !== lineAmount || limited.lineTotal < 0n || limited.minimumTopUp < 0n) return false;
      billedBefore += limited.lineTotal + limited.minimumTopUp;
    }
    const usage = lines.reduce((sum, line) => sum + line, 0n);
    if (usage < minimum) return billedBefore === minimum;
    return billedBefore === (usage > maximum ? maximum : usage);
  },
);
