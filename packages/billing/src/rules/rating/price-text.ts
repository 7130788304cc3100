import type { PercentageTierText, PriceText, SpendText, TierText } from '../../contract/prices.ts';
import { minorUnitPlaces } from '../currency.ts';
import { type Decimal, parseDecimal } from '../decimal.ts';
import { parseMinorUnits } from '../money.ts';
import type { SpendLimits } from '../spend-limits.ts';
import type { PercentageTier, Price, Tier } from './price.ts';

/** A price as text, read; a RangeError for a decimal that is none. */
export function parsePrice(text: PriceText): Price {
  switch (text.model) {
    case 'flat':
      return { model: text.model, amount: parseDecimal(text.amount) };
    case 'standard':
      return { model: text.model, unitAmount: parseDecimal(text.unitAmount) };
    case 'graduated':
    case 'volume':
      return { model: text.model, tiers: text.tiers.map(parseTier) };
    case 'package':
      return { model: text.model, packageSize: parseDecimal(text.packageSize), packageAmount: parseDecimal(text.packageAmount), ...parseEach({ freeUnits: text.freeUnits }) };
    case 'percentage': {
      const { model, ratePercent, freeEvents, fixedPerEvent, freeTotal, minimumPerEvent, maximumPerEvent } = text;
      const parsed = parseEach({ fixedPerEvent, freeTotal, minimumPerEvent, maximumPerEvent });
      return { model, ratePercent: parseDecimal(ratePercent), ...(freeEvents !== undefined && { freeEvents }), ...parsed };
    }
    case 'graduatedPercentage':
      return { model: text.model, tiers: text.tiers.map(parsePercentageTier) };
    case 'dynamic':
      return { model: text.model, multiplier: parseDecimal(text.multiplier) };
  }
}

/** The limits of a charge, in minor units of `currency`. */
export const parseSpendLimits = ({ minimumSpend, maximumSpend }: SpendText, currency: string): SpendLimits => ({
  ...(minimumSpend !== undefined && { minimum: parseMinorUnits(minimumSpend, minorUnitPlaces(currency)) }),
  ...(maximumSpend !== undefined && { maximum: parseMinorUnits(maximumSpend, minorUnitPlaces(currency)) }),
});

/** Those that are there. */
const parseEach = <Name extends string>(texts: Readonly<Record<Name, string | undefined>>) =>
  Object.fromEntries(Object.entries<string | undefined>(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, parseDecimal(text)]]))) as Partial<Record<Name, Decimal>>;

const boundOf = (upTo: string | null): Decimal | null => (upTo === null ? null : parseDecimal(upTo));

const parseTier = ({ upTo, unitAmount, flatAmount }: TierText): Tier => ({
  upTo: boundOf(upTo),
  unitAmount: parseDecimal(unitAmount),
  flatAmount: parseDecimal(flatAmount),
});

const parsePercentageTier = ({ upTo, ratePercent, flatAmount }: PercentageTierText): PercentageTier => ({
  upTo: boundOf(upTo),
  ratePercent: parseDecimal(ratePercent),
  flatAmount: parseDecimal(flatAmount),
});
