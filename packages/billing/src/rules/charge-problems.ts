import type { FieldIssue } from '@plinth/kernel';
import type { PriceText } from '../contract/prices.ts';
import { isCurrency } from './currency.ts';
import { priceProblems } from './price-problems.ts';

/** A charge with its price in the plan's currency and in others. */
export type PricedCharge = PriceText & { readonly key: string; readonly prices?: readonly { readonly currency: string }[] };

const unknownCurrency = (currency: string, pointer: string): FieldIssue => ({
  pointer,
  code: 'unknown_currency',
  message: `${currency} is not an active currency of ISO 4217.`,
});

/** All that is wrong with the currency of an input. */
export const currencyProblems = (currency: string, pointer = '/currency'): FieldIssue[] => (isCurrency(currency) ? [] : [unknownCurrency(currency, pointer)]);

/** Every price of a charge, with its pointer: its own, and those in other currencies. */
function pricesOf(charge: PricedCharge, currency: string, pointer = ''): { price: PriceText; currency: string; pointer: string }[] {
  const others = (charge.prices ?? []).map((price, index) => ({
    price: { ...price, model: charge.model } as PriceText & { currency: string },
    currency: price.currency,
    pointer: `${pointer}/prices/${index}`,
  }));
  return [{ price: charge, currency, pointer }, ...others];
}

function priceIssues(charge: PricedCharge, planCurrency: string, at: string): FieldIssue[] {
  const prices = pricesOf(charge, planCurrency, at);
  const currencies = prices.map(({ currency }) => currency);
  return prices.flatMap(({ price, currency, pointer }, index) => {
    const field = `${pointer}/currency`;
    const repeated = currencies.indexOf(currency) < index;
    return [
      ...(index > 0 ? currencyProblems(currency, field) : []),
      ...(repeated ? [{ pointer: field, code: 'repeated_currency', message: `There is a price in ${currency} already.` }] : []),
      ...priceProblems(price, pointer, isCurrency(currency) ? currency : undefined),
    ];
  });
}

/** Whoever is billed in a currency is billed for each charge in it. */
function missingPrices({ prices = [] }: PricedCharge, currencies: readonly string[], at: string): FieldIssue[] {
  const missing = currencies.filter((wanted) => !prices.some(({ currency }) => currency === wanted));
  return missing.map((currency) => ({ pointer: `${at}/prices`, code: 'missing_currency', message: `Another charge has a price in ${currency}.` }));
}

/** All that is wrong with the charges of a plan, or of a preview, and with their currency. */
export function chargeProblems({ currency, charges }: { currency: string; charges: readonly PricedCharge[] }): FieldIssue[] {
  const keys = charges.map(({ key }) => key);
  const others = [...new Set(charges.flatMap(({ prices = [] }) => prices.map((price) => price.currency)))];
  const perCharge = charges.flatMap((charge, index) => {
    const pointer = `/charges/${index}`;
    const repeated = keys.indexOf(charge.key) < index;
    return [
      ...(repeated ? [{ pointer: `${pointer}/key`, code: 'repeated_key', message: `Another charge has the key ${charge.key}.` }] : []),
      ...priceIssues(charge, currency, pointer),
      ...missingPrices(charge, others, pointer),
    ];
  });
  return [...currencyProblems(currency), ...perCharge];
}
