import { arrayOf, compile, type Reader } from '@plinth/db';
import { asc, eq, sql } from 'drizzle-orm';
import { type Charge, charge } from '../contract/charges.ts';
import type { Plan } from '../contract/plans.ts';
import { charges, features, meters, planFeatures, plans } from '../db/catalogue.ts';

const { id, key, version, name, status, currency, interval, intervalCount, trialDays, proration, createdAt, publishedAt, ...made } = plans;
const { productId, retiredAt, derivedFrom, accountId } = made;
export const planColumns = {
  id, key, version, name, status, currency, interval, intervalCount, trialDays, proration, createdAt, publishedAt, productId, retiredAt, derivedFrom, accountId,
};

type PlanRow = typeof plans.$inferSelect;

const chargesOfPlans = compile({ planIds: arrayOf(plans.id) }, (q, p) =>
  q
    .select({ planId: charges.planId, id: charges.id, key: charges.key, model: charges.model, timing: charges.timing, price: charges.price, prices: charges.prices, taxRate: charges.taxRate, meter: meters.key })
    .from(charges)
    .leftJoin(meters, eq(meters.id, charges.meterId))
    .where(sql`${charges.planId} = any(${p.planIds})`)
    .orderBy(asc(charges.planId), asc(charges.position)),
);

const featuresOfPlans = compile({ planIds: arrayOf(plans.id) }, (q, p) =>
  q
    .select({ planId: planFeatures.planId, feature: features.key, kind: features.kind, limit: planFeatures.maximum })
    .from(planFeatures)
    .innerJoin(features, eq(features.id, planFeatures.featureId))
    .where(sql`${planFeatures.planId} = any(${p.planIds})`)
    .orderBy(asc(planFeatures.planId), asc(planFeatures.position)),
);

type ChargeRow = Pick<typeof charges.$inferSelect, 'id' | 'key' | 'model' | 'timing' | 'price' | 'prices' | 'taxRate'> & { readonly meter: string | null };

function toCharge({ id: chargeId, key: called, model, timing, meter, taxRate, price, prices }: ChargeRow): Charge {
  const others = Object.entries(prices as Readonly<Record<string, object>>).map(([code, other]) => ({ currency: code, ...other }));
  return charge.parse({
    id: chargeId,
    key: called,
    model,
    timing,
    ...(meter !== null && { meter }),
    ...(taxRate !== null && { taxRate }),
    ...(price as object),
    ...(others.length > 0 && { prices: others }),
  });
}

const revisionOf = ({ publishedAt: published, retiredAt: retired }: PlanRow): number => 1 + (published ? 1 : 0) + (retired ? 1 : 0);

/** Plans as callers see them, in the order of their rows. */
export async function toPlans(db: Reader<'billing'>, rows: readonly PlanRow[]): Promise<Plan[]> {
  const planIds = rows.map((row) => row.id);
  const chargesByPlan = Map.groupBy(await db.run(chargesOfPlans, { planIds }), ({ planId }) => planId);
  const featuresByPlan = Map.groupBy(await db.run(featuresOfPlans, { planIds }), ({ planId }) => planId);
  return rows.map((row) => ({
    ...row,
    revision: revisionOf(row),
    charges: (chargesByPlan.get(row.id) ?? []).map(toCharge),
    features: (featuresByPlan.get(row.id) ?? []).map(({ feature, kind, limit }) => ({ feature, ...(kind === 'limit' && { limit }) })),
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    retiredAt: row.retiredAt?.toISOString() ?? null,
  }));
}
