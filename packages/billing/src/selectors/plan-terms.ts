import { arrayOf, compile, type Reader } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { asc, eq, sql } from 'drizzle-orm';
import type { PriceText } from '../contract/charges.ts';
import { charges, meters, plans } from '../db/catalogue.ts';
import type { BillingInterval } from '../rules/billing-interval.ts';
import type { Price } from '../rules/rating/price.ts';
import { parsePrice } from '../rules/rating/price-text.ts';

/** What turns events into the quantity of a charge. */
export interface MeterTerms {
  readonly eventType: string;
  readonly aggregation: 'count' | 'sum';
  /** The property of an event's data that is summed. */
  readonly valueProperty: string | null;
}

export interface ChargeTerms {
  readonly id: Id<'charge'>;
  readonly key: string;
  readonly timing: 'inAdvance' | 'inArrears';
  readonly price: Price;
  /** Null for a charge that does not depend on usage. */
  readonly meter: MeterTerms | null;
}

/** A plan as the rules take it. */
export interface PlanTerms {
  readonly id: Id<'plan'>;
  readonly name: string;
  readonly status: 'draft' | 'published';
  readonly currency: string;
  readonly interval: BillingInterval;
  /** In the order of the plan. */
  readonly charges: readonly ChargeTerms[];
}

const chargesOfPlans = compile({ planIds: arrayOf(plans.id) }, (q, p) =>
  q
    .select({
      planId: plans.id,
      name: plans.name,
      status: plans.status,
      currency: plans.currency,
      unit: plans.interval,
      count: plans.intervalCount,
      chargeId: charges.id,
      key: charges.key,
      timing: charges.timing,
      model: charges.model,
      price: charges.price,
      eventType: meters.eventType,
      aggregation: meters.aggregation,
      valueProperty: meters.valueProperty,
    })
    .from(plans)
    .innerJoin(charges, eq(charges.planId, plans.id))
    .leftJoin(meters, eq(meters.id, charges.meterId))
    .where(sql`${plans.id} = any(${p.planIds})`)
    .orderBy(asc(plans.id), asc(charges.position)),
);

type Row = Awaited<ReturnType<typeof readCharges>>[number];

const readCharges = (db: Reader<'billing'>, planIds: readonly Id<'plan'>[]) => db.run(chargesOfPlans, { planIds });

const meterOf = ({ eventType, aggregation, valueProperty }: Row): MeterTerms | null =>
  eventType === null || aggregation === null ? null : { eventType, aggregation, valueProperty };

const chargeOf = (row: Row): ChargeTerms => ({
  id: row.chargeId,
  key: row.key,
  timing: row.timing,
  price: parsePrice({ model: row.model, ...(row.price as object) } as PriceText),
  meter: meterOf(row),
});

/** The terms of the plans among `planIds`, each once and in no particular order, by one statement. */
export async function planTerms(db: Reader<'billing'>, planIds: readonly Id<'plan'>[]): Promise<PlanTerms[]> {
  const rows = await readCharges(db, [...new Set(planIds)]);
  return [...Map.groupBy(rows, ({ planId }) => planId)].flatMap(([id, [first, ...others]]) => {
    if (!first) return [];
    const { name, status, currency, unit, count } = first;
    return [{ id, name, status, currency, interval: { unit, count }, charges: [first, ...others].map(chargeOf) }];
  });
}
