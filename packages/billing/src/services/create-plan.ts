import { arrayOf, compile, compileWrite, json, text, type Tx } from '@plinth/db';
import { type FieldIssue, idToUuid, requestErrors, requireOperator } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { NewCharge } from '../contract/charges.ts';
import type { CreatePlan, Plan } from '../contract/plans.ts';
import { meters, plans } from '../db/catalogue.ts';
import { chargeProblems } from '../rules/charge-problems.ts';
import { meterKeyOf, quantityProblems } from '../rules/quantity-problems.ts';
import { productById } from '../selectors/get-product.ts';
import { planColumns, toPlans } from '../selectors/plan.ts';
import { taxRateProblems } from '../selectors/tax-rate.ts';
import { grantedFeatures } from './plan-features.ts';
import { storedPrice } from './stored-price.ts';

const { id, key, name, productId, currency, interval, intervalCount, trialDays, proration, createdAt } = plans;

const metersByKey = compile({ keys: arrayOf(meters.key) }, (q, p) =>
  q.select({ id: meters.id, key: meters.key, aggregation: meters.aggregation }).from(meters).where(sql`${meters.key} = any(${p.keys})`),
);

const lockVersions = compileWrite({ key: text }, (_q, p) => sql`select pg_advisory_xact_lock(hashtextextended('billing plan ' || ${p.key}::text, 0))`);

const insertPlan = compileWrite({ id, key, name, productId, currency, interval, intervalCount, trialDays, proration, createdAt }, (q, plan) =>
  q
    .insert(plans)
    .values({ ...plan, version: sql`(select coalesce(max(earlier.version), 0) + 1 from ${plans} earlier where earlier.key = ${plan.key} and earlier.derived_from is null)` })
    .returning(planColumns),
);

const insertCharges = compileWrite(
  { charges: json },
  (_q, p) => sql`
    insert into billing.charges (id, plan_id, position, key, model, timing, meter_id, price, prices, tax_rate)
    select charge.* from jsonb_to_recordset(${p.charges}::jsonb) as charge (id uuid, "planId" uuid, position integer, key text, model text,
      timing text, "meterId" uuid, price jsonb, prices jsonb, "taxRate" text)`,
);

const storedPrices = ({ prices = [] }: NewCharge): object => Object.fromEntries(prices.map(({ currency: code, ...price }) => [code, price]));

async function productProblems(tx: Tx<'billing'>, { productId: wanted }: Pick<CreatePlan, 'productId'>): Promise<FieldIssue[]> {
  if (wanted === undefined) return [];
  const [product] = await tx.run(productById, { id: wanted });
  if (product?.status === 'active') return [];
  return [{ pointer: '/productId', code: product ? 'archived_product' : 'unknown_product', message: `There is no product ${wanted} on sale.` }];
}

/** Makes a draft: the next version of the plan with its key. `request.invalid` names all that is wrong. For operators. */
export async function createPlan({ tx, ids, clock, actor }: BillingContext, { charges, features = [], ...plan }: CreatePlan): Promise<Plan> {
  requireOperator(actor);
  const keys = charges.flatMap((charge) => meterKeyOf(charge) ?? []);
  const known = await tx.run(metersByKey, { keys });
  const aggregations = new Map(known.map((meter) => [meter.key, meter.aggregation]));
  const granted = await grantedFeatures(tx, features);
  const problems = [
    ...chargeProblems({ currency: plan.currency, charges }),
    ...quantityProblems(charges, aggregations),
    ...granted.problems,
    ...(await productProblems(tx, plan)),
    ...(await taxRateProblems(tx, charges.flatMap(({ taxRate }, index) => (taxRate === undefined ? [] : [{ pointer: `/charges/${index}/taxRate`, key: taxRate }])))),
  ];
  if (problems.length > 0) throw requestErrors.invalid(problems);

  await tx.run(lockVersions, { key: plan.key });
  const made = await tx.run(insertPlan, { productId: null, trialDays: 0, proration: 'second', ...plan, id: ids('plan'), createdAt: clock.now() });
  const meterIds = new Map(known.map((meter) => [meter.key, meter.id]));
  const rows = made.flatMap(({ id: planId }) =>
    charges.map((charge, position) => {
      const meterId = meterIds.get(meterKeyOf(charge) ?? '');
      const { key: called, model, timing, taxRate = null } = charge;
      const described = { position, key: called, model, timing, taxRate, meterId: meterId ? idToUuid(meterId) : null };
      return { id: idToUuid(ids('charge')), planId: idToUuid(planId), ...described, price: storedPrice(charge), prices: storedPrices(charge) };
    }),
  );
  await tx.run(insertCharges, { charges: rows });
  for (const { id: planId } of made) await granted.insert(tx, planId);
  const [draft] = await toPlans(tx, made);
  if (!draft) throw new Error('The draft was not written.');
  return draft;
}
