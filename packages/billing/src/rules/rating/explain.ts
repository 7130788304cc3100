import type { BreakdownText } from '../../contract/pricing.ts';
import type { BreakdownLine, ExactRating } from './price.ts';

const lineText = ({ kind, amount, upTo, quantity, unitAmount, flatAmount, ratePercent, multiplier, from }: BreakdownLine): BreakdownText => ({
  kind,
  ...(from && { from: from.toFixed() }),
  ...(upTo !== undefined && { upTo: upTo?.toFixed() ?? null }),
  ...(quantity && { quantity: quantity.toFixed() }),
  ...(ratePercent && { ratePercent: ratePercent.toFixed() }),
  ...(multiplier && { multiplier: multiplier.toFixed() }),
  ...(unitAmount && { unitAmount: unitAmount.toFixed() }),
  ...(flatAmount && { flatAmount: flatAmount.toFixed() }),
  amount: amount.toFixed(),
});

/** A rating as people and programs read it, in previews and on lines: decimals as text, amounts in major units. */
export const explainRating = ({ exact, breakdown }: ExactRating): { exact: string; breakdown: BreakdownText[] } => ({
  exact: exact.toFixed(),
  breakdown: breakdown.map(lineText),
});
