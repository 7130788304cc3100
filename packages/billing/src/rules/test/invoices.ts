import fc from 'fast-check';
import type { Coupon } from '../discounts.ts';
import { percentShare } from '../fraction.ts';
import type { TaxableLine, TaxSettings } from '../tax.ts';
import { decimals } from './properties.ts';

const rates = decimals({ max: 3000n, places: 2 });

const charges = fc.bigInt({ min: 0n, max: 10n ** 7n });
const credits = fc.bigInt({ min: -(10n ** 6n), max: -1n });

export const taxableLines: fc.Arbitrary<TaxableLine[]> = fc
  .tuple(
    fc.array(rates, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: charges }, { weight: 1, arbitrary: credits }), fc.nat({ max: 2 })), {
      minLength: 1,
      maxLength: 8,
    }),
  )
  .map(([list, lines]) => lines.map(([amount, rate], index) => ({ key: `line-${index}`, amount, ratePercent: list[rate % list.length]! })));

export const taxSettings: fc.Arbitrary<TaxSettings> = fc.record({
  behavior: fc.constantFrom('exclusive', 'inclusive'),
  rounding: fc.constantFrom('perLine', 'onTotal'),
  treatment: fc.constantFrom('taxable', 'taxable', 'exempt', 'reverseCharge'),
});

const restriction = fc.option(fc.subarray(['line-0', 'line-1', 'line-2', 'line-3']), { nil: undefined });

export const coupons: fc.Arbitrary<Coupon[]> = fc.array(
  fc
    .tuple(
      fc.oneof(
        fc.bigInt({ min: 0n, max: 10n ** 8n }).map((amount) => ({ kind: 'fixed' as const, amount })),
        decimals({ max: 10_000n, places: 2 }).map((percent) => ({ kind: 'percentage' as const, share: percentShare(percent) })),
      ),
      restriction,
    )
    .map(([discount, appliesTo]) => (appliesTo === undefined ? discount : { ...discount, appliesTo })),
  { maxLength: 4 },
);
