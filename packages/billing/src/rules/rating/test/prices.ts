import fc from 'fast-check';
import { decimals } from '../../test/properties.ts';
import type { PercentageTier, Price, Tier } from '../price.ts';

const amounts = decimals({ max: 10n ** 7n, places: 6 });
const percents = decimals({ max: 10n ** 4n, places: 3 });
const sizes = decimals({ min: 1n, max: 10n ** 5n, places: 1 });

/** Bounds that rise, the last one open. */
const bounds = fc
  .uniqueArray(fc.integer({ min: 1, max: 10 ** 6 }), { maxLength: 5 })
  .chain((values) =>
    fc.tuple(...values.sort((a, b) => a - b).map((value) => decimals({ min: BigInt(value), max: BigInt(value), places: 0 }))),
  )
  .map((values) => [...values, null]);

export const tiered: fc.Arbitrary<Tier[]> = bounds.chain((list) =>
  fc.tuple(...list.map((upTo) => fc.record({ upTo: fc.constant(upTo), unitAmount: amounts, flatAmount: amounts }))),
);

const percentageTiers: fc.Arbitrary<PercentageTier[]> = bounds.chain((list) =>
  fc.tuple(...list.map((upTo) => fc.record({ upTo: fc.constant(upTo), ratePercent: percents, flatAmount: amounts }))),
);

const percentage = fc
  .record(
    { fixedPerEvent: amounts, freeEvents: fc.nat({ max: 3 }), freeTotal: amounts, minimumPerEvent: amounts, maximumPerEvent: amounts },
    { requiredKeys: [] },
  )
  .filter(({ minimumPerEvent: minimum, maximumPerEvent: maximum }) => !minimum || !maximum || minimum.lte(maximum))
  .chain((options) => percents.map((ratePercent) => ({ model: 'percentage' as const, ratePercent, ...options })));

export const pricesInParts: fc.Arbitrary<Price> = fc.oneof(
  amounts.map((amount) => ({ model: 'flat' as const, amount })),
  amounts.map((unitAmount) => ({ model: 'standard' as const, unitAmount })),
  tiered.map((tiers) => ({ model: 'graduated' as const, tiers })),
  fc
    .tuple(sizes, amounts, amounts)
    .map(([packageSize, packageAmount, freeUnits]) => ({ model: 'package' as const, packageSize, packageAmount, freeUnits })),
  percentage,
  percentageTiers.map((tiers) => ({ model: 'graduatedPercentage' as const, tiers })),
  amounts.map((multiplier) => ({ model: 'dynamic' as const, multiplier })),
);

export const prices: fc.Arbitrary<Price> = fc.oneof(
  pricesInParts,
  tiered.map((tiers) => ({ model: 'volume' as const, tiers })),
);

export const quantities = decimals({ max: 10n ** 8n, places: 6 }).map((quantity) => ({ quantity }));
