import { arrayOf, compile, compileWrite, json, text } from '@plinth/db';
import { type FieldIssue, type Id, idToUuid, requestErrors, requireOperator } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { NewCharge } from '../contract/charges.ts';
import type { CreatePlan, Plan } from '../contract/plans.ts';
import { meters, plans } from '../db/catalogue.ts';
import { chargeProblems } from '../rules/charge-problems.ts';
import { planColumns, toPlans } from '../selectors/plan.ts';

const { id, key, name, currency, interval, intervalCount, createdAt } = plans;

const metersByKey = compile({ keys: arrayOf(meters.key) }, (q, p) =>
  q.select({ id: meters.id, key: meters.key }).from(meters).where(sql`${meters.key} = any(${p.keys})`),
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
    insert into billing.charges (id, plan_id, position, key, model, timing, meter_id, price)
    select charge.* from jsonb_to_recordset(${p.charges}::jsonb) as charge (id uuid, "planId" uuid, position integer, key text, model text,
      timing text, "meterId" uuid, price jsonb)`,
);

type MeterIds = ReadonlyMap<string, Id<'mtr'>>;

const meterKeyOf = (charge: NewCharge): string | undefined => (charge.model === 'flat' ? undefined : charge.meter);

function meterProblems(charges: readonly NewCharge[], meterIds: MeterIds): FieldIssue[] {
  return charges.flatMap((charge, index) => {
    const meter = meterKeyOf(charge);
    if (meter === undefined || meterIds.has(meter)) return [];
    return [{ pointer: `/charges/${index}/meter`, code: 'unknown_meter', message: `There is no meter ${meter}.` }];
  });
}

function priceOf(charge: NewCharge): object {
  switch (charge.model) {
    case 'flat':
      return { amount: charge.amount };
    case 'standard':
      return { unitAmount: charge.unitAmount };
    case 'graduated':
      return { tiers: charge.tiers };
  }
}

/** Makes a draft: the next version of the plan with its key. `request.invalid` names all that is wrong. For operators. */
export async function createPlan({ tx, ids, clock, actor }: BillingContext, { charges, ...plan }: CreatePlan): Promise<Plan> {
  requireOperator(actor);
  const keys = charges.flatMap((charge) => meterKeyOf(charge) ?? []);
  const meterIds = new Map((await tx.run(metersByKey, { keys })).map((meter) => [meter.key, meter.id]));
  const problems = [...chargeProblems({ currency: plan.currency, charges }), ...meterProblems(charges, meterIds)];
  if (problems.length > 0) throw requestErrors.invalid(problems);

  await tx.run(lockVersions, { key: plan.key });
  const made = await tx.run(insertPlan, { ...plan, id: ids('plan'), createdAt: clock.now() });
  const rows = made.flatMap(({ id: planId }) =>
    charges.map((charge, position) => {
      const meterId = meterIds.get(meterKeyOf(charge) ?? '');
      const { key: called, model, timing } = charge;
      return { id: idToUuid(ids('charge')), planId: idToUuid(planId), position, key: called, model, timing, meterId: meterId ? idToUuid(meterId) : null, price: priceOf(charge) };
    }),
  );
  await tx.run(insertCharges, { charges: rows });
  const [draft] = await toPlans(tx, made);
  if (!draft) throw new Error('The draft was not written.');
  return draft;
}
