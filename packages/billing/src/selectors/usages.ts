import type { Reader } from '@plinth/db';
import { parseDecimal } from '../rules/decimal.ts';
import type { Usage } from '../rules/rating/price.ts';
import { eventAmounts } from './event-amounts.ts';
import type { MeterTerms } from './plan-terms.ts';
import type { UsageAsk } from './usage-asks.ts';
import { usageQuantities } from './usage-quantities.ts';

/** What is asked of the usage for one charge of one period. */
export interface ChargeUsageAsk extends UsageAsk, MeterTerms {
  /** What of the single events is free, for a price that looks at each; null for all others. */
  readonly events: { readonly freeEvents: number | null; readonly freeTotal: string | null } | null;
}

/** What was used, for each ask in their order, as the rules take it: two statements at most, however many there are. */
export async function usagesOf(db: Reader<'billing'>, asks: readonly ChargeUsageAsk[]): Promise<Usage[]> {
  const quantities = await usageQuantities(db, asks);
  const single = asks.flatMap(({ events, accountId, meterId, eventType, valueProperty, filters, from, to }) =>
    events ? [{ accountId, meterId, eventType, valueProperty, filters, from, to, ...events }] : [],
  );
  const amounts = (await eventAmounts(db, single)).values();
  return asks.map(({ events }, index) => {
    const quantity = parseDecimal(quantities[index] ?? '');
    return events ? { quantity, events: amounts.next().value ?? [] } : { quantity };
  });
}
