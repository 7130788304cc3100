import { z } from 'zod';
import { decimalField } from './fields.ts';

const amount = (description: string) => decimalField.meta({ description: `${description}, in major units.` });
const percent = decimalField.meta({ description: 'A percent: "7.25" is 7.25 %.' });
const upTo = decimalField.nullable().meta({ description: 'The last unit of the tier; null for the last tier, which has no end.' });
const flatAmount = amount('What reaching the tier costs once');

const tier = z.strictObject({ upTo, unitAmount: amount('What each unit in the tier costs'), flatAmount }).meta({ id: 'Tier' });
const percentageTier = z.strictObject({ upTo, ratePercent: percent, flatAmount }).meta({ id: 'PercentageTier', description: 'A tier over an amount, in major units.' });

const tiers = z.array(tier).min(1).max(100);

/** What each model asks for: the fields of a price, in every currency. */
export const priceFields = {
  flat: { amount: amount('A period costs this') },
  standard: { unitAmount: amount('A unit costs this') },
  graduated: { tiers },
  volume: { tiers },
  package: {
    packageSize: decimalField.meta({ description: 'Units in a package, above zero; a begun package is charged whole.' }),
    packageAmount: amount('A package costs this'),
    freeUnits: decimalField.exactOptional().meta({ description: 'The first units, which cost nothing.' }),
  },
  percentage: {
    ratePercent: percent,
    fixedPerEvent: amount('What each event costs besides').exactOptional(),
    freeEvents: z.int().min(0).max(1_000_000).exactOptional().meta({ description: 'The first events, which cost nothing.' }),
    freeTotal: amount('The first amount over all events, which costs nothing').exactOptional(),
    minimumPerEvent: amount('An event costs no less than this').exactOptional(),
    maximumPerEvent: amount('An event costs no more than this').exactOptional(),
  },
  graduatedPercentage: { tiers: z.array(percentageTier).min(1).max(100) },
  dynamic: { multiplier: decimalField.meta({ description: 'The cost that the usage arrives with is passed on times this.' }) },
} as const;

/** What a charge costs in a period at least and at most, in whole minor units of its currency. */
export const spendFields = {
  minimumSpend: amount('A period costs no less than this').exactOptional(),
  maximumSpend: amount('A period costs no more than this').exactOptional(),
};

export type TierText = z.output<typeof tier>;
export type PercentageTierText = z.output<typeof percentageTier>;

export interface SpendText {
  readonly minimumSpend?: string;
  readonly maximumSpend?: string;
}

/** A price as it crosses the border and lies in the database: decimals as text. */
export type PriceText = SpendText &
  (
    | { readonly model: 'flat'; readonly amount: string }
    | { readonly model: 'standard'; readonly unitAmount: string }
    | { readonly model: 'graduated' | 'volume'; readonly tiers: readonly TierText[] }
    | { readonly model: 'package'; readonly packageSize: string; readonly packageAmount: string; readonly freeUnits?: string }
    | {
        readonly model: 'percentage';
        readonly ratePercent: string;
        readonly fixedPerEvent?: string;
        readonly freeEvents?: number;
        readonly freeTotal?: string;
        readonly minimumPerEvent?: string;
        readonly maximumPerEvent?: string;
      }
    | { readonly model: 'graduatedPercentage'; readonly tiers: readonly PercentageTierText[] }
    | { readonly model: 'dynamic'; readonly multiplier: string }
  );
