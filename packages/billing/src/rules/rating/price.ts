import type { Decimal } from '../decimal.ts';

/**
 * Inclusive upper bound of a tier, in units; null is open and only right for the last. A fractional quantity falls in the
 * first tier whose bound it does not exceed.
 */
interface Bounded {
  readonly upTo: Decimal | null;
}

/** Amounts in major units: `unitAmount` for each unit within the tier, `flatAmount` once when the tier is reached. */
export interface Tier extends Bounded {
  readonly unitAmount: Decimal;
  readonly flatAmount: Decimal;
}

/** `ratePercent` is a percent: 7.25 is 7.25 %. */
export interface PercentageTier extends Bounded {
  readonly ratePercent: Decimal;
  readonly flatAmount: Decimal;
}

export interface FlatPrice {
  readonly model: 'flat';
  readonly amount: Decimal;
}

export interface StandardPrice {
  readonly model: 'standard';
  readonly unitAmount: Decimal;
}

export interface GraduatedPrice {
  readonly model: 'graduated';
  readonly tiers: readonly Tier[];
}

export interface VolumePrice {
  readonly model: 'volume';
  readonly tiers: readonly Tier[];
}

export interface PackagePrice {
  readonly model: 'package';
  /** Units in a package, above zero. */
  readonly packageSize: Decimal;
  readonly packageAmount: Decimal;
  readonly freeUnits?: Decimal;
}

/** A share of the amount of each event (a payment, a transfer), in the currency of the price. */
export interface PercentagePrice {
  readonly model: 'percentage';
  readonly ratePercent: Decimal;
  readonly fixedPerEvent?: Decimal;
  /** The first events that cost nothing. With `freeTotal` too, what ends first ends both. */
  readonly freeEvents?: number;
  /** The first amount, over all events, that costs nothing. */
  readonly freeTotal?: Decimal;
  readonly minimumPerEvent?: Decimal;
  /** Not below the minimum. */
  readonly maximumPerEvent?: Decimal;
}

export interface GraduatedPercentagePrice {
  readonly model: 'graduatedPercentage';
  readonly tiers: readonly PercentageTier[];
}

/** The usage arrives with its own cost (its quantity, in major units), which is passed on with a mark-up. */
export interface DynamicPrice {
  readonly model: 'dynamic';
  readonly multiplier: Decimal;
}

export type Price =
  FlatPrice | StandardPrice | GraduatedPrice | VolumePrice | PackagePrice | PercentagePrice | GraduatedPercentagePrice | DynamicPrice;

export type PricingModel = Price['model'];

/** Events of one amount, next to each other. */
export interface EqualEvents {
  readonly amount: Decimal;
  readonly count: bigint;
}

/** What was used in a period. Only `percentage` looks at single events, in their order; without them the quantity counts as one event. */
export interface Usage {
  readonly quantity: Decimal;
  readonly events?: readonly EqualEvents[];
}

/** Events one by one. */
export const eachOnce = (amounts: readonly Decimal[]): EqualEvents[] => amounts.map((amount) => ({ amount, count: 1n }));

/** One step of the way from a quantity to an amount; amounts in major units, not rounded. */
export interface BreakdownLine {
  readonly kind: 'flat' | 'units' | 'tier' | 'packages' | 'percentage' | 'fixedPerEvent' | 'minimumPerEvent' | 'maximumPerEvent' | 'markup' | 'minimumSpend';
  readonly amount: Decimal;
  readonly quantity?: Decimal;
  /** The price of one of `quantity`. */
  readonly unitAmount?: Decimal;
  readonly flatAmount?: Decimal;
  readonly ratePercent?: Decimal;
  readonly multiplier?: Decimal;
  /** Bounds of a tier: above `from`, up to and with `upTo`. */
  readonly from?: Decimal;
  readonly upTo?: Decimal | null;
}

/** An exact amount in major units, and the lines that sum to it. */
export interface ExactRating {
  readonly exact: Decimal;
  readonly breakdown: readonly BreakdownLine[];
}
