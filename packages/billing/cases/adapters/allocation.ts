import { z } from 'zod';
import { allocate } from '../../src/rules/allocation.ts';
import { fractionOf } from '../../src/rules/fraction.ts';
import { formatMinorUnits, parseMinorUnits } from '../../src/rules/money.ts';
import { adapter, type Adapters } from '../case.ts';
import { decimal } from '../input.ts';

const expectedShares = z.object({ shares: z.array(z.object({ key: z.string() })) });

const allocation = adapter(
  z.object({
    minor_places: z.int(),
    amount: z.string(),
    items: z.array(z.object({ key: z.string(), weight: decimal })),
    tie_break: z.string().default('key'),
  }),
  ({ minor_places: places, amount, items, tie_break: tieBreak }, { expected }) => {
    // Input order is the order of keys that are positions.
    const byPosition = tieBreak === 'input order';
    const weighted = items.map(({ key, weight }, index) => ({
      key: byPosition ? index.toString().padStart(6, '0') : key,
      weight: fractionOf(weight),
    }));
    const shares = allocate(parseMinorUnits(amount, places), weighted).map((share, index) => ({
      key: items[index]?.key ?? share.key,
      amount: share.amount,
    }));
    // Some sources leave out a share of zero.
    const named = new Set(expectedShares.parse(expected).shares.map(({ key }) => key));
    return {
      shares: shares
        .filter((share) => share.amount !== 0n || named.has(share.key))
        .map((share) => ({ key: share.key, amount: formatMinorUnits(share.amount, places) })),
    };
  },
);

export const allocationCases: Adapters = { allocation };
