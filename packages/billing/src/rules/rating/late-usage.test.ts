import fc from 'fast-check';
import { sumDecimals } from '../decimal.ts';
import { sumAmounts } from '../money.ts';
import { property } from '../test/properties.ts';
import { rateLateUsage } from './late-usage.ts';
import { eachOnce } from './price.ts';
import { rateCharge } from './rate-charge.ts';
import { prices, quantities } from './test/prices.ts';

const spends = fc.bigInt({ min: 0n, max: 10n ** 9n });
const limits = fc.oneof(
  fc.constant({}),
  fc.tuple(spends, spends).map(([minimum, more]) => ({ minimum, maximum: minimum + more })),
);

property(
  '8. whatever comes late, and after however many invoices, is billed once: all lines of the period sum to what the whole usage costs',
  [prices, limits, fc.array(quantities, { minLength: 1, maxLength: 8 })],
  (price, spend, arrivals) => {
    const charge = { price, limits: spend };
    const usageOf = (known: typeof arrivals) => ({ quantity: sumDecimals(known.map(({ quantity }) => quantity)), events: eachOnce(known.map(({ quantity }) => quantity)) });
    let billed = 0n;
    for (const [index] of arrivals.entries()) billed += rateLateUsage(charge, usageOf(arrivals.slice(0, index + 1)), billed, 'EUR').amount;
    return billed === sumAmounts(rateCharge(charge, usageOf(arrivals), 'EUR').map(({ amount }) => amount));
  },
  { runs: 1000 },
);
