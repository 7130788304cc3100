import type { PriceText, TierText } from '../../contract/charges.ts';
import { parseDecimal } from '../decimal.ts';
import type { Price, Tier } from './price.ts';

/** A price as text, read; a RangeError for a decimal that is none. */
export function parsePrice(text: PriceText): Price {
  switch (text.model) {
    case 'flat':
      return { model: text.model, amount: parseDecimal(text.amount) };
    case 'standard':
      return { model: text.model, unitAmount: parseDecimal(text.unitAmount) };
    case 'graduated':
      return { model: text.model, tiers: text.tiers.map(parseTier) };
  }
}

const parseTier = ({ upTo, unitAmount, flatAmount }: TierText): Tier => ({
  upTo: upTo === null ? null : parseDecimal(upTo),
  unitAmount: parseDecimal(unitAmount),
  flatAmount: parseDecimal(flatAmount),
});
