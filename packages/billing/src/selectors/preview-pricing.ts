import { requestErrors } from '@plinth/kernel';
import type { BillingReadContext } from '../context.ts';
import type { PreviewPricing, PricingPreview } from '../contract/pricing.ts';
import { isBookable } from '../rules/bookable.ts';
import { chargeProblems } from '../rules/charge-problems.ts';
import { parseDecimal, sumDecimals, zero } from '../rules/decimal.ts';
import { sumAmounts } from '../rules/money.ts';
import { amountTooLarge } from '../rules/price-problems.ts';
import { explainRating } from '../rules/rating/explain.ts';
import { eachOnce, type Usage } from '../rules/rating/price.ts';
import { parsePrice, parseSpendLimits } from '../rules/rating/price-text.ts';
import { type RatedLine, rateCharge } from '../rules/rating/rate-charge.ts';
import { moneyOf } from './money.ts';

type PreviewedCharge = PreviewPricing['charges'][number];

const limitsOf = (charge: PreviewedCharge, currency: string) => (charge.model === 'flat' ? {} : parseSpendLimits(charge, currency));

function usageOf(charge: PreviewedCharge): Usage {
  if (charge.model === 'percentage' && charge.events !== undefined) {
    const amounts = charge.events.map(parseDecimal);
    return { quantity: sumDecimals(amounts), events: eachOnce(amounts) };
  }
  return { quantity: charge.quantity === undefined ? zero : parseDecimal(charge.quantity) };
}

function toLine(key: string, line: RatedLine, currency: string): PricingPreview['lines'][number] {
  const limited = line.maximumDiscount > 0n && { maximumDiscount: moneyOf('maximumDiscount', line.maximumDiscount, currency) };
  return { key, amount: moneyOf('amount', line.amount, currency), ...limited, ...explainRating(line) };
}

/** What quantities would cost, by the rules that invoices are made by; `request.invalid` names what cannot be priced. */
export async function previewPricing(_context: BillingReadContext, { currency, charges }: PreviewPricing): Promise<PricingPreview> {
  const problems = chargeProblems({ currency, charges });
  if (problems.length > 0) throw requestErrors.invalid(problems);

  const rated = charges.map((charge) => rateCharge({ price: parsePrice(charge), limits: limitsOf(charge, currency) }, usageOf(charge), currency));
  const bookable = ({ amount, maximumDiscount }: RatedLine) => isBookable(amount) && isBookable(maximumDiscount);
  const tooLarge = rated.flatMap((lines, index) => (lines.every(bookable) ? [] : [amountTooLarge(`/charges/${index}/quantity`, currency)]));
  if (tooLarge.length > 0) throw requestErrors.invalid(tooLarge);
  const total = sumAmounts(rated.flat().map(({ amount }) => amount));
  if (!isBookable(total)) throw requestErrors.invalid([amountTooLarge('/charges', currency)]);

  const lines = rated.flatMap((own, index) => own.map((line) => toLine(charges[index]?.key ?? '', line, currency)));
  return { lines, total: moneyOf('total', total, currency) };
}
