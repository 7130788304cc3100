import { arrayOf, compile, compileWrite, json, text } from '@plinth/db';
import { idToUuid, requestErrors, requireOperator } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { NewCharge } from '../contract/charges.ts';
import type { CreatePlan, Plan } from '../contract/plans.ts';
import { meters, plans } from '../db/catalogue.ts';
import { chargeProblems } from '../rules/charge-problems.ts';
import { meterKeyOf, quantityProblems } from '../rules/quantity-problems.ts';
import { planColumns, toPlans } from '../selectors/plan.ts';

const { id, key, name, currency, interval, intervalCount, createdAt } = plans;

const metersByKey = compile({ keys: arrayOf(meters.key) }, (q, p) =>
  q.select({ id: meters.id, key: meters.key, aggregation: meters.aggregation }).from(meters).where(sql`${meters.key} = any(${p.keys})`),
);

const lockVersions = compileWrite({ key: text }, (_q, p) => sql`select pg_advisory_xact_lock(hashtextextended('billing plan ' || ${p.key}::text, 0))`);

const insertPlan = compileWrite({ id, key, name, currency, interval, intervalCount, createdAt }, (q, plan) =>
  q
    .insert(plans)
    .values({ ...plan, version: sql`(select coalesce(max(earlier.version), 0) + 1 from ${plans} earlier where earlier.key = ${plan.key})` })
    .returning(planColumns),
);

const insertCharges = compileWrite(
  { charges: json },
  (_q, p) => sql`
    insert into billing.charges (id, plan_id, position, key, model, timing, meter_id, price, prices)
    select charge.* from jsonb_to_recordset(${p.charges}::jsonb) as charge (id uuid, "planId" uuid, position integer, key text, model text,
      timing text, "meterId" uuid, price jsonb, prices jsonb)`,
);

const beside = new Set(['key', 'model', 'timing', 'meter', 'prices']);

/** A price as it is stored: what its model asks for, and the limits of what is spent. */
const storedPrice = (charge: NewCharge): object => Object.fromEntries(Object.entries(charge).filter(([name]) => !beside.has(name)));

const storedPrices = ({ prices = [] }: NewCharge): object => Object.fromEntries(prices.map(({ currency: code, ...price }) => [code, price]));

/** Makes a draft: the next version of the plan with its key. `request.invalid` names all that is wrong. For operators. */
export async function createPlan({ tx, ids, clock, actor }: BillingContext, { charges, ...plan }: CreatePlan): Promise<Plan> {
  requireOperator(actor);
  const keys = charges.flatMap((charge) => meterKeyOf(charge) ?? []);
  const known = await tx.run(metersByKey, { keys });
  const aggregations = new Map(known.map((meter) => [meter.key, meter.aggregation]));
  const problems = [...chargeProblems({ currency: plan.currency, charges }), ...quantityProblems(charges, aggregations)];
  if (problems.length > 0) throw requestErrors.invalid(problems);

  await tx.run(lockVersions, { key: plan.key });
  const made = await tx.run(insertPlan, { ...plan, id: ids('plan'), createdAt: clock.now() });
  const meterIds = new Map(known.map((meter) => [meter.key, meter.id]));
  const rows = made.flatMap(({ id: planId }) =>
    charges.map((charge, position) => {
      const meterId = meterIds.get(meterKeyOf(charge) ?? '');
      const { key: called, model, timing } = charge;
      const described = { position, key: called, model, timing, meterId: meterId ? idToUuid(meterId) : null };
      return { id: idToUuid(ids('charge')), planId: idToUuid(planId), ...described, price: storedPrice(charge), prices: storedPrices(charge) };
    }),
  );
  await tx.run(insertCharges, { charges: rows });
  const [draft] = await toPlans(tx, made);
  if (!draft) throw new Error('The draft was not written.');
  return draft;
}
