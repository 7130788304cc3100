import type { FieldIssue } from '@plinth/kernel';
import type { PriceText, SpendText } from '../contract/prices.ts';
import { isBookable, largestAmount } from './bookable.ts';
import { minorUnitPlaces } from './currency.ts';
import { parseDecimal } from './decimal.ts';
import { toMoney } from './money.ts';
import { parsePrice } from './rating/price-text.ts';
import { tierProblems, type TierProblem } from './rating/tiers.ts';

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

function tierIssues(text: PriceText, pointer: string): FieldIssue[] {
  const price = parsePrice(text);
  if (!('tiers' in price)) return [];
  return tierProblems(price.tiers).map(({ index, rule }) => ({ pointer: `${pointer}/tiers/${index}/upTo`, ...tierRules[rule] }));
}

const amountFields = ['amount', 'unitAmount', 'flatAmount', 'packageAmount', 'fixedPerEvent', 'freeTotal', 'minimumPerEvent', 'maximumPerEvent', 'minimumSpend', 'maximumSpend'];

/** Every amount of a price, with its pointer. */
function amountsOf(price: object, pointer: string): [pointer: string, amount: string][] {
  return Object.entries(price).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (name === 'tiers' && Array.isArray(value)) return value.flatMap((tier: object, index) => amountsOf(tier, `${pointer}/tiers/${index}`));
    return typeof value === 'string' && amountFields.includes(name) ? [[`${pointer}/${name}`, value]] : [];
  });
}

const isBelow = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && parseDecimal(a).lt(parseDecimal(b));

/** What is wrong with the least and the most that is to be spent. */
function spendProblems({ minimumSpend, maximumSpend }: SpendText, pointer: string, currency: string): FieldIssue[] {
  const places = minorUnitPlaces(currency);
  const fractional = Object.entries({ minimumSpend, maximumSpend }).filter(([, amount]) => amount !== undefined && parseDecimal(amount).decimalPlaces() > places);
  const below = isBelow(maximumSpend, minimumSpend);
  return [
    ...fractional.map(([name]) => ({ pointer: `${pointer}/${name}`, code: 'not_in_minor_units', message: `An amount of ${currency} with at most ${places} decimals.` })),
    ...(below ? [{ pointer: `${pointer}/maximumSpend`, code: 'below_minimum', message: 'The most that is spent is not below the least.' }] : []),
  ];
}

function modelIssues(price: PriceText, pointer: string): FieldIssue[] {
  if (price.model === 'package' && parseDecimal(price.packageSize).isZero()) {
    return [{ pointer: `${pointer}/packageSize`, code: 'not_positive', message: 'A package holds more than nothing.' }];
  }
  if (price.model === 'percentage' && isBelow(price.maximumPerEvent, price.minimumPerEvent)) {
    return [{ pointer: `${pointer}/maximumPerEvent`, code: 'below_minimum', message: 'The most that an event costs is not below the least.' }];
  }
  return [];
}

export const amountProblems = (amounts: object, pointer: string, currency: string): FieldIssue[] =>
  amountsOf(amounts, pointer)
    .filter(([, amount]) => !isBookable(toMoney(parseDecimal(amount), currency).amount))
    .map(([field]) => amountTooLarge(field, currency));

/** All that is wrong with a price; its amounts are looked at where its currency is known. */
export function priceProblems(price: PriceText, pointer: string, currency: string | undefined): FieldIssue[] {
  const inCurrency = currency === undefined ? [] : [...spendProblems(price, pointer, currency), ...amountProblems(price, pointer, currency)];
  return [...tierIssues(price, pointer), ...modelIssues(price, pointer), ...inCurrency];
}
