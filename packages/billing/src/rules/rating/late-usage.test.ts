import fc from 'fast-check';
import { sumDecimals } from '../decimal.ts';
import { property } from '../test/properties.ts';
import { rateLateUsage } from './late-usage.ts';
import { eachOnce } from './price.ts';
import { rate } from './rate.ts';
import { prices, quantities } from './test/prices.ts';

property(
  '8. whatever comes late, and after however many invoices, is billed once: all lines of the period sum to what the whole usage costs',
  [prices, fc.array(quantities, { minLength: 1, maxLength: 8 })],
  (price, arrivals) => {
    let billed = 0n;
    for (const [index] of arrivals.entries()) {
      const known = arrivals.slice(0, index + 1).map(({ quantity }) => quantity);
      billed += rateLateUsage(price, { quantity: sumDecimals(known), events: eachOnce(known) }, billed, 'EUR').amount;
    }
    const all = arrivals.map(({ quantity }) => quantity);
    return billed === rate(price, { quantity: sumDecimals(all), events: eachOnce(all) }, 'EUR').amount.amount;
  },
  { runs: 1000 },
);
