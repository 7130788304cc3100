import { requestErrors } from '@plinth/kernel';
import type { BillingReadContext } from '../context.ts';
import type { PreviewPricing, PricingPreview } from '../contract/pricing.ts';
import { isBookable } from '../rules/bookable.ts';
import { amountTooLarge, chargeProblems } from '../rules/charge-problems.ts';
import { parseDecimal, zero } from '../rules/decimal.ts';
import { sumAmounts } from '../rules/money.ts';
import { explainRating } from '../rules/rating/explain.ts';
import { parsePrice } from '../rules/rating/price-text.ts';
import { rate } from '../rules/rating/rate.ts';
import { moneyOf } from './money.ts';

type PreviewedCharge = PreviewPricing['charges'][number];

const quantityOf = ({ quantity }: PreviewedCharge) => (quantity === undefined ? zero : parseDecimal(quantity));

/** What quantities would cost, by the rules that invoices are made by; `request.invalid` names what cannot be priced. */
export async function previewPricing(_context: BillingReadContext, { currency, charges }: PreviewPricing): Promise<PricingPreview> {
  const problems = chargeProblems({ currency, charges });
  if (problems.length > 0) throw requestErrors.invalid(problems);

  const ratings = charges.map((charge) => rate(parsePrice(charge), { quantity: quantityOf(charge) }, currency));
  const tooLarge = ratings.flatMap(({ amount }, index) => (isBookable(amount.amount) ? [] : [amountTooLarge(`/charges/${index}/quantity`, currency)]));
  if (tooLarge.length > 0) throw requestErrors.invalid(tooLarge);
  const total = sumAmounts(ratings.map(({ amount }) => amount.amount));
  if (!isBookable(total)) throw requestErrors.invalid([amountTooLarge('/charges', currency)]);

  const lines = ratings.map((rating, index) => ({
    key: charges[index]?.key ?? '',
    amount: moneyOf('amount', rating.amount.amount, currency),
    ...explainRating(rating),
  }));
  return { lines, total: moneyOf('total', total, currency) };
}
