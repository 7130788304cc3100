import { compile, type Reader } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetPlan, Plan } from '../contract/plans.ts';
import { plans } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { accountOwner } from './account.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { planColumns, toPlans } from './plan.ts';

const planById = compile({ id: plans.id }, (q, { id }) => q.select(planColumns).from(plans).where(eq(plans.id, id)));

/** The plan, whoever asks. */
export async function findPlan(db: Reader<'billing'>, planId: GetPlan['planId']): Promise<Plan | undefined> {
  const [plan] = await toPlans(db, await db.run(planById, { id: planId }));
  return plan;
}

/** Whether a plan is for everyone, or for an account that the actor has a grant of. */
async function isFor({ db, actor }: BillingReadContext, { accountId }: Plan): Promise<boolean> {
  if (accountId === null) return true;
  const [account] = await db.run(accountOwner, { id: accountId });
  return account !== undefined && 'grants' in actor && actor.grants.some(({ ownerId }) => ownerId === account.ownerId);
}

/** One plan; a draft, and another account's own, is `billing.plan_not_found` for anyone but operators. */
export async function getPlan(context: BillingReadContext, { planId }: GetPlan): Promise<Plan> {
  const { seesDrafts } = catalogueReader(context.actor);
  const plan = await findPlan(context.db, planId);
  if (!plan || !(seesDrafts || (plan.status !== 'draft' && (await isFor(context, plan))))) throw billingErrors.planNotFound({ planId });
  return plan;
}
