import { z } from 'zod';
import { minorUnitPlaces } from '../../src/rules/currency.ts';
import { sumDecimals, zero, type Decimal } from '../../src/rules/decimal.ts';
import { toMajorUnits, type Money } from '../../src/rules/money.ts';
import { eachOnce } from '../../src/rules/rating/price.ts';
import { packagesFor } from '../../src/rules/rating/package.ts';
import { addUsage, rate, rateIncrement } from '../../src/rules/rating/rate.ts';
import { adapter, type Adapters, type Case } from '../case.ts';
import { currency, decimal } from '../input.ts';
import { percentagePrice, price } from './prices.ts';

/** The amount as the source gives it: rounded where the case says so, exact elsewhere. */
const amountOf = ({ exact, amount }: { exact: Decimal; amount: Money }, { rounding }: Case): Decimal =>
  rounding === undefined ? exact : toMajorUnits(amount.amount, minorUnitPlaces(amount.currency));

const rating = adapter(z.object({ currency, quantity: decimal }), ({ currency: code, quantity }, each) => {
  const rated = rate(price.parse(each.input), { quantity }, code);
  return { amount: amountOf(rated, each), lines: rated.breakdown.map((line) => line.amount) };
});

const incremental = adapter(z.object({ currency, transactions: z.array(decimal) }), ({ currency: code, transactions }, each) => {
  const read = price.parse(each.input);
  const [first = zero, ...others] = transactions;
  const amounts = [rate(read, { quantity: first }, code).exact];
  let billed = addUsage({ quantity: zero }, { quantity: first });
  for (const quantity of others) {
    amounts.push(rateIncrement(read, billed, { quantity }, code).exact);
    billed = addUsage(billed, { quantity });
  }
  return { per_transaction: amounts };
});

const splitLine = adapter(
  z.object({ currency, already_billed_quantity: decimal, line_quantity: decimal }),
  ({ currency: code, already_billed_quantity: billed, line_quantity: quantity }, each) => {
    const read = price.parse(each.input);
    // A quantity of zero says that no line was billed before, so the first tier's flat amount is this line's.
    const line = billed.isZero() ? rate(read, { quantity }, code) : rateIncrement(read, { quantity: billed }, { quantity }, code);
    return { amount: amountOf(line, each) };
  },
);

const percentage = adapter(z.object({ currency, events: z.array(decimal) }), ({ currency: code, events }, each) => ({
  amount: amountOf(rate(percentagePrice.parse(each.input), { quantity: sumDecimals(events), events: eachOnce(events) }, code), each),
}));

const dynamic = adapter(
  z.object({ currency, usage_cost: decimal, multiplier: decimal }),
  ({ currency: code, usage_cost: quantity, multiplier }, each) => ({
    amount: amountOf(rate({ model: 'dynamic', multiplier }, { quantity }, code), each),
  }),
);

const packages = adapter(z.object({ quantity: decimal, package_size: decimal }), ({ quantity, package_size: size }) => ({
  packages: packagesFor(quantity, size),
}));

export const ratingCases: Adapters = {
  rating,
  rating_incremental: incremental,
  rating_split_line: splitLine,
  rating_percentage: percentage,
  rating_dynamic: dynamic,
  rating_packages: packages,
};
