import { arrayOf, compile, type Reader } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { asc, eq, sql } from 'drizzle-orm';
import type { MeterFilter } from '../contract/meters.ts';
import type { PriceText } from '../contract/prices.ts';
import { charges, meters, plans } from '../db/catalogue.ts';
import type { BillingInterval } from '../rules/billing-interval.ts';
import type { Price } from '../rules/rating/price.ts';
import { parsePrice, parseSpendLimits } from '../rules/rating/price-text.ts';
import type { SpendLimits } from '../rules/spend-limits.ts';
import type { MeterAggregation } from '../rules/usage-aggregation.ts';

/** What turns events into the quantity of a charge. */
export interface MeterTerms {
  readonly meterId: Id<'mtr'>;
  readonly eventType: string;
  readonly aggregation: MeterAggregation;
  /** The property of an event's data that is read. */
  readonly valueProperty: string | null;
  /** What an event has to pass to count. */
  readonly filters: readonly MeterFilter[];
}

export interface ChargeTerms {
  readonly id: Id<'charge'>;
  readonly key: string;
  readonly timing: 'inAdvance' | 'inArrears';
  readonly price: Price;
  /** Of a period, in minor units. */
  readonly limits: SpendLimits;
  /** Null for the plan's. */
  readonly interval: BillingInterval | null;
  readonly metered: boolean;
  /** True where the subscription's quantity is charged for. */
  readonly perQuantity: boolean;
  /** Null for a charge that does not depend on usage: it is flat, or for the subscription's quantity. */
  readonly meter: MeterTerms | null;
}

/** A plan as the rules take it, in one of its currencies. */
export interface PlanTerms {
  readonly id: Id<'plan'>;
  readonly name: string;
  readonly status: 'draft' | 'published' | 'retired';
  /** The only account that can subscribe to it; null for all. */
  readonly accountId: Id<'acct'> | null;
  readonly currency: string;
  readonly interval: BillingInterval;
  readonly trialDays: number;
  readonly proration: 'second' | 'day';
  /** In the order of the plan. */
  readonly charges: readonly ChargeTerms[];
}

/** A plan in its own currency, and its charges in each of the others. */
export interface PricedPlan extends PlanTerms {
  readonly inOtherCurrencies: ReadonlyMap<string, readonly ChargeTerms[]>;
}

/** Whether an account can subscribe to a plan from now on. */
export const isOnSale = ({ status, accountId }: Pick<PlanTerms, 'status' | 'accountId'>, account: Id<'acct'>): boolean =>
  status === 'published' && (accountId === null || accountId === account);

/** A plan in the currency of an account; undefined where it has no prices in it. */
export function termsIn({ inOtherCurrencies, ...terms }: PricedPlan, currency: string): PlanTerms | undefined {
  if (currency === terms.currency) return terms;
  const charges = inOtherCurrencies.get(currency);
  return charges && { ...terms, currency, charges };
}

const chargesOfPlans = compile({ planIds: arrayOf(plans.id) }, (q, p) =>
  q
    .select({
      planId: plans.id,
      name: plans.name,
      status: plans.status,
      accountId: plans.accountId,
      currency: plans.currency,
      unit: plans.interval,
      count: plans.intervalCount,
      trialDays: plans.trialDays,
      proration: plans.proration,
      chargeId: charges.id,
      key: charges.key,
      timing: charges.timing,
      model: charges.model,
      price: charges.price,
      prices: charges.prices,
      meterId: charges.meterId,
      ownUnit: charges.interval,
      ownCount: charges.intervalCount,
      eventType: meters.eventType,
      aggregation: meters.aggregation,
      valueProperty: meters.valueProperty,
      filters: meters.filters,
    })
    .from(plans)
    .innerJoin(charges, eq(charges.planId, plans.id))
    .leftJoin(meters, eq(meters.id, charges.meterId))
    .where(sql`${plans.id} = any(${p.planIds})`)
    .orderBy(asc(plans.id), asc(charges.position)),
);

type Row = Awaited<ReturnType<typeof readCharges>>[number];

const readCharges = (db: Reader<'billing'>, planIds: readonly Id<'plan'>[]) => db.run(chargesOfPlans, { planIds });

const meterOf = ({ meterId, eventType, aggregation, valueProperty, filters }: Row): MeterTerms | null =>
  meterId === null || eventType === null || aggregation === null ? null : { meterId, eventType, aggregation, valueProperty, filters: filters ?? [] };

function chargeOf(row: Row, price: object, currency: string): ChargeTerms {
  const text = { model: row.model, ...price } as PriceText;
  return {
    id: row.chargeId,
    key: row.key,
    timing: row.timing,
    price: parsePrice(text),
    limits: parseSpendLimits(text, currency),
    interval: row.ownUnit === null || row.ownCount === null ? null : { unit: row.ownUnit, count: row.ownCount },
    metered: row.eventType !== null,
    perQuantity: row.eventType === null && row.model !== 'flat',
    meter: meterOf(row),
  };
}

/** The charges by each currency that the first, as all others, has a price in. */
function inOtherCurrencies(rows: readonly Row[]): Map<string, ChargeTerms[]> {
  const prices = rows.map((row) => ({ row, others: row.prices as Readonly<Record<string, object>> }));
  const currencies = Object.keys(prices[0]?.others ?? {});
  return new Map(currencies.map((currency) => [currency, prices.map(({ row, others }) => chargeOf(row, others[currency] ?? {}, currency))]));
}

/** The terms of the plans among `planIds`, each once and in no particular order, by one statement. */
export async function planTerms(db: Reader<'billing'>, planIds: readonly Id<'plan'>[]): Promise<PricedPlan[]> {
  const rows = await readCharges(db, [...new Set(planIds)]);
  return [...Map.groupBy(rows, ({ planId }) => planId)].flatMap(([id, own]) => {
    const [first] = own;
    if (!first) return [];
    const { name, status, accountId, currency, unit, count, trialDays, proration } = first;
    const terms = { id, name, status, accountId, currency, interval: { unit, count }, trialDays, proration };
    return [{ ...terms, charges: own.map((row) => chargeOf(row, row.price as object, currency)), inOtherCurrencies: inOtherCurrencies(own) }];
  });
}
