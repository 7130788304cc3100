import type { FieldIssue } from '@plinth/kernel';
import type { PriceText } from '../contract/charges.ts';
import { isBookable, largestAmount } from './bookable.ts';
import { isCurrency } from './currency.ts';
import { parseDecimal } from './decimal.ts';
import { toMoney } from './money.ts';
import { parsePrice } from './rating/price-text.ts';
import { tierProblems, type TierProblem } from './rating/tiers.ts';

type KeyedPrice = PriceText & { readonly key: string };

const tierRules: Readonly<Record<TierProblem['rule'], { readonly code: string; readonly message: string }>> = {
  atLeastOne: { code: 'no_tiers', message: 'There is at least one tier.' },
  ascending: { code: 'tiers_not_ascending', message: 'Each tier ends above the end of the one before, the first above zero.' },
  onlyLastOpen: { code: 'open_tier_not_last', message: 'Only the last tier has no end.' },
  lastOpen: { code: 'last_tier_not_open', message: 'The last tier has no end: its upTo is null.' },
};

/** The issue of an amount that no invoice could carry. */
export const amountTooLarge = (pointer: string, currency: string): FieldIssue => ({
  pointer,
  code: 'amount_too_large',
  message: `More than ${largestAmount} minor units of ${currency}.`,
});

function tierIssues(charge: KeyedPrice, pointer: string): FieldIssue[] {
  const price = parsePrice(charge);
  if (price.model !== 'graduated') return [];
  return tierProblems(price.tiers).map(({ index, rule }) => ({ pointer: `${pointer}/tiers/${index}/upTo`, ...tierRules[rule] }));
}

/** Every amount of a price, with the pointer below its charge. */
function amountsOf(price: PriceText): [pointer: string, amount: string][] {
  switch (price.model) {
    case 'flat':
      return [['/amount', price.amount]];
    case 'standard':
      return [['/unitAmount', price.unitAmount]];
    case 'graduated':
      return price.tiers.flatMap(({ unitAmount, flatAmount }, index): [string, string][] => [
        [`/tiers/${index}/unitAmount`, unitAmount],
        [`/tiers/${index}/flatAmount`, flatAmount],
      ]);
  }
}

function amountIssues(charge: KeyedPrice, pointer: string, currency: string): FieldIssue[] {
  const tooLarge = amountsOf(charge).filter(([, amount]) => !isBookable(toMoney(parseDecimal(amount), currency).amount));
  return tooLarge.map(([field]) => amountTooLarge(`${pointer}${field}`, currency));
}

const unknownCurrency = (currency: string): FieldIssue => ({
  pointer: '/currency',
  code: 'unknown_currency',
  message: `${currency} is not an active currency of ISO 4217.`,
});

/** All that is wrong with the currency of an input. */
export const currencyProblems = (currency: string): FieldIssue[] => (isCurrency(currency) ? [] : [unknownCurrency(currency)]);

/** All that is wrong with the charges of a plan, or of a preview, and with their currency. */
export function chargeProblems({ currency, charges }: { currency: string; charges: readonly KeyedPrice[] }): FieldIssue[] {
  const known = isCurrency(currency);
  const keys = charges.map(({ key }) => key);
  const perCharge = charges.flatMap((charge, index) => {
    const pointer = `/charges/${index}`;
    const repeated = keys.indexOf(charge.key) < index;
    return [
      ...(repeated ? [{ pointer: `${pointer}/key`, code: 'repeated_key', message: `Another charge has the key ${charge.key}.` }] : []),
      ...tierIssues(charge, pointer),
      ...(known ? amountIssues(charge, pointer, currency) : []),
    ];
  });
  return [...currencyProblems(currency), ...perCharge];
}
