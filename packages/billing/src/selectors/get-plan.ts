import { compile, type Reader } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetPlan, Plan } from '../contract/plans.ts';
import { plans } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { planColumns, toPlans } from './plan.ts';

const planById = compile({ id: plans.id }, (q, { id }) => q.select(planColumns).from(plans).where(eq(plans.id, id)));

/** The plan, whoever asks. */
export async function findPlan(db: Reader<'billing'>, planId: GetPlan['planId']): Promise<Plan | undefined> {
  const [plan] = await toPlans(db, await db.run(planById, { id: planId }));
  return plan;
}

/** One plan; a draft is `billing.plan_not_found` for anyone but operators. */
export async function getPlan({ db, actor }: BillingReadContext, { planId }: GetPlan): Promise<Plan> {
  const { seesDrafts } = catalogueReader(actor);
  const plan = await findPlan(db, planId);
  if (!plan || (plan.status === 'draft' && !seesDrafts)) throw billingErrors.planNotFound({ planId });
  return plan;
}
