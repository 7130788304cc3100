import { compileWrite, instant } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { Plan, RetirePlan } from '../contract/plans.ts';
import { plans } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { findPlan } from '../selectors/get-plan.ts';

const retire = compileWrite({ id: plans.id, now: instant }, (q, p) =>
  q
    .update(plans)
    .set({ status: 'retired', retiredAt: sql`${p.now}::timestamptz` })
    .where(and(eq(plans.id, p.id), eq(plans.status, sql`'published'`))),
);

/**
 * Ends the sale of a plan's version: nobody can subscribe to it any more, and whoever has goes on as before. Retiring twice changes
 * nothing; a draft is `billing.plan_not_published`. For operators.
 */
export async function retirePlan({ tx, clock, actor }: BillingContext, { planId }: RetirePlan): Promise<Plan> {
  requireOperator(actor);
  await tx.run(retire, { id: planId, now: clock.now() });
  const plan = await findPlan(tx, planId);
  if (!plan) throw billingErrors.planNotFound({ planId });
  if (plan.status !== 'retired') throw billingErrors.planNotPublished({ planId, status: plan.status });
  return plan;
}
