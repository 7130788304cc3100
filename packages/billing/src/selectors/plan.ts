import { arrayOf, compile, type Reader } from '@plinth/db';
import { asc, eq, sql } from 'drizzle-orm';
import { type Charge, charge } from '../contract/charges.ts';
import type { Plan } from '../contract/plans.ts';
import { charges, meters, plans } from '../db/catalogue.ts';

const { id, key, version, name, status, currency, interval, intervalCount, createdAt, publishedAt } = plans;
export const planColumns = { id, key, version, name, status, currency, interval, intervalCount, createdAt, publishedAt };

type PlanRow = typeof plans.$inferSelect;

const chargesOfPlans = compile({ planIds: arrayOf(plans.id) }, (q, p) =>
  q
    .select({ planId: charges.planId, id: charges.id, key: charges.key, model: charges.model, timing: charges.timing, price: charges.price, prices: charges.prices, meter: meters.key })
    .from(charges)
    .leftJoin(meters, eq(meters.id, charges.meterId))
    .where(sql`${charges.planId} = any(${p.planIds})`)
    .orderBy(asc(charges.planId), asc(charges.position)),
);

type ChargeRow = Pick<typeof charges.$inferSelect, 'id' | 'key' | 'model' | 'timing' | 'price' | 'prices'> & { readonly meter: string | null };

function toCharge({ id: chargeId, key: called, model, timing, meter, price, prices }: ChargeRow): Charge {
  const others = Object.entries(prices as Readonly<Record<string, object>>).map(([code, other]) => ({ currency: code, ...other }));
  return charge.parse({
    id: chargeId,
    key: called,
    model,
    timing,
    ...(meter !== null && { meter }),
    ...(price as object),
    ...(others.length > 0 && { prices: others }),
  });
}

/** Plans as callers see them, in the order of their rows. */
export async function toPlans(db: Reader<'billing'>, rows: readonly PlanRow[]): Promise<Plan[]> {
  const found = await db.run(chargesOfPlans, { planIds: rows.map((row) => row.id) });
  const chargesByPlan = Map.groupBy(found, ({ planId }) => planId);
  return rows.map((row) => ({
    ...row,
    revision: row.publishedAt ? 2 : 1,
    charges: (chargesByPlan.get(row.id) ?? []).map(toCharge),
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
  }));
}
