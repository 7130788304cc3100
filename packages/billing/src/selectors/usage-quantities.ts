import type { Reader } from '@plinth/db';
import { Temporal } from 'temporal-polyfill';
import { parseDecimal, sumDecimals } from '../rules/decimal.ts';
import { decimalFraction } from '../rules/fraction.ts';
import { billableQuantity, weightedLevel } from '../rules/usage-aggregation.ts';
import type { PositionedGroup, UsageAsk } from './usage-asks.ts';
import { usageExtremes } from './usage-extremes.ts';
import { usageSets } from './usage-sets.ts';
import { type SumsOfGroup, usageSums } from './usage-sums.ts';

/** How much was used of one combination of a meter's groups. */
export interface GroupQuantity {
  /** In the order of the meter's groups; null for an event without the property. */
  readonly groups: readonly (string | null)[];
  /** A decimal. */
  readonly quantity: string;
}

const kindOf = ({ aggregation }: UsageAsk): 'sums' | 'sets' | 'extremes' => {
  switch (aggregation) {
    case 'count':
    case 'sum':
    case 'weightedSum':
      return 'sums';
    case 'uniqueCount':
      return 'sets';
    case 'max':
    case 'latest':
      return 'extremes';
  }
};

function quantityOf({ events, sum, before, moment }: SumsOfGroup, { aggregation, from, to }: UsageAsk): string {
  if (aggregation === 'count') return events;
  if (aggregation === 'sum') return sum;
  const period = { start: Temporal.Instant.from(from), end: Temporal.Instant.from(to) };
  const level = weightedLevel(period, { before: decimalFraction(before), sum: decimalFraction(sum), moment: decimalFraction(moment) });
  return billableQuantity(level).toFixed();
}

const readers = {
  sums: async (db: Reader<'billing'>, asks: readonly UsageAsk[]): Promise<PositionedGroup[]> => {
    const rows = await usageSums(db, asks);
    return rows.flatMap((row) => asks.slice(row.position - 1, row.position).map((ask) => ({ ...row, quantity: quantityOf(row, ask) })));
  },
  sets: usageSets,
  extremes: usageExtremes,
};

/**
 * How much was used by each combination of a meter's groups, for each ask in their order: what is rolled up and what is not yet, as of
 * one instant. One statement for each of three kinds of aggregation, however many asks there are.
 */
export async function usageByGroup(db: Reader<'billing'>, asks: readonly UsageAsk[]): Promise<GroupQuantity[][]> {
  const answers: GroupQuantity[][] = asks.map(() => []);
  const numbered = asks.map((ask, index) => ({ ask, index }));
  for (const [kind, own] of Map.groupBy(numbered, ({ ask }) => kindOf(ask))) {
    const rows = await readers[kind](db, own.map(({ ask }) => ask));
    for (const { position, groups, quantity } of rows) {
      for (const { index } of own.slice(position - 1, position)) answers[index]?.push({ groups: JSON.parse(groups) as (string | null)[], quantity });
    }
  }
  return answers;
}

/** How much was used, a decimal for each ask in their order: the sum over the meter's groups; an ask without events is "0". */
export async function usageQuantities(db: Reader<'billing'>, asks: readonly UsageAsk[]): Promise<string[]> {
  const answers = await usageByGroup(db, asks);
  return answers.map((groups) => sumDecimals(groups.map(({ quantity }) => parseDecimal(quantity))).toFixed());
}
