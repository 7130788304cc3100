import { compile, compileWrite, instant, json } from '@plinth/db';
import { type FieldIssue, idToUuid, requestErrors, requireOperator } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { ChargeOverride } from '../contract/charges.ts';
import type { OverridePlan, Plan } from '../contract/plans.ts';
import { plans } from '../db/catalogue.ts';
import { accounts } from '../db/schema.ts';
import { billingErrors } from '../errors.ts';
import { overrideProblems } from '../rules/override-problems.ts';
import { findPlan } from '../selectors/get-plan.ts';
import { storedPrice } from './stored-price.ts';

const accountById = compile({ id: accounts.id }, (q, { id }) => q.select({ currency: accounts.currency, ownerId: accounts.ownerId }).from(accounts).where(eq(accounts.id, id)));

// Whole rows, whatever columns they have, but for what is its own.
const copyPlan = compileWrite(
  { of: plans.id, own: json },
  (_q, p) => sql`
    insert into billing.plans
    select (jsonb_populate_record(plan, ${p.own}::jsonb)).* from billing.plans plan where plan.id = ${p.of}`,
);

const copyCharges = compileWrite(
  { own: json },
  (_q, p) => sql`
    insert into billing.charges
    select (jsonb_populate_record(charge, copied.own)).*
    from jsonb_to_recordset(${p.own}::jsonb) as copied ("of" uuid, own jsonb) join billing.charges charge on charge.id = copied."of"`,
);

const copyFeatures = compileWrite(
  { of: plans.id, planId: plans.id },
  (_q, p) => sql`
    insert into billing.plan_features (plan_id, feature_id, position, maximum)
    select ${p.planId}, feature_id, position, maximum from billing.plan_features where plan_id = ${p.of}`,
);

const publish = compileWrite(
  { planId: plans.id, now: instant },
  (_q, p) => sql`update billing.plans set status = 'published', published_at = ${p.now}::timestamptz where id = ${p.planId}`,
);

const unknownAccount: FieldIssue = { pointer: '/accountId', code: 'unknown_account', message: 'There is no such account.' };

/** The price that a charge keeps, or gets, in each currency. */
function pricesOf(charge: Plan['charges'][number], override: ChargeOverride | undefined, planCurrency: string, currency: string): object {
  if (!override) return {};
  if (currency === planCurrency) return { price: storedPrice(override) };
  const others = (charge.prices ?? []).map(({ currency: code, ...price }) => [code, code === currency ? storedPrice(override) : price]);
  return { prices: Object.fromEntries(others) as object };
}

/**
 * Publishes a plan for one account alone: a version's own terms, features and interval, and other prices of some of its charges. It is
 * subscribed to like any other. For operators.
 */
export async function overridePlan({ tx, ids, clock, actor }: BillingContext, { planId: of, ownerId, accountId, charges }: OverridePlan): Promise<Plan> {
  requireOperator(actor);
  const plan = await findPlan(tx, of);
  if (plan?.derivedFrom !== null) throw billingErrors.planNotFound({ planId: of });
  if (plan.status !== 'published') throw billingErrors.planNotPublished({ planId: of, status: plan.status });
  await tx.enter(ownerId);
  const [found] = await tx.run(accountById, { id: accountId });
  const account = found?.ownerId === ownerId ? found : undefined;
  const problems = account ? overrideProblems(plan, charges, account.currency) : [unknownAccount];
  if (!account || problems.length > 0) throw requestErrors.invalid(problems);

  const planId = ids('plan');
  const own = { id: idToUuid(planId), status: 'draft', published_at: null, derived_from: idToUuid(of), account_id: idToUuid(accountId), created_at: clock.now().toISOString() };
  await tx.run(copyPlan, { of, own });
  const copied = plan.charges.map((charge) => {
    const override = charges.find(({ key }) => key === charge.key);
    const identity = { id: idToUuid(ids('charge')), plan_id: idToUuid(planId) };
    return { of: idToUuid(charge.id), own: { ...identity, ...pricesOf(charge, override, plan.currency, account.currency) } };
  });
  await tx.run(copyCharges, { own: copied });
  await tx.run(copyFeatures, { of, planId });
  await tx.run(publish, { planId, now: clock.now() });
  const made = await findPlan(tx, planId);
  if (!made) throw new Error('The plan was not written.');
  return made;
}
