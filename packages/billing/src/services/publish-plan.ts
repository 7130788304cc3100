import { compileWrite, instant } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { Plan, PublishPlan } from '../contract/plans.ts';
import { plans } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { findPlan } from '../selectors/get-plan.ts';

const publishDraft = compileWrite({ id: plans.id, now: instant }, (q, p) =>
  q
    .update(plans)
    .set({ status: 'published', publishedAt: sql`${p.now}::timestamptz` })
    .where(and(eq(plans.id, p.id), eq(plans.status, sql`'draft'`))),
);

/** Publishes a draft: from now on it can be subscribed to, and never changes. Publishing twice changes nothing. For operators. */
export async function publishPlan({ tx, clock, actor }: BillingContext, { planId }: PublishPlan): Promise<Plan> {
  requireOperator(actor);
  await tx.run(publishDraft, { id: planId, now: clock.now() });
  const plan = await findPlan(tx, planId);
  if (!plan) throw billingErrors.planNotFound({ planId });
  if (plan.status === 'retired') throw billingErrors.planNotPublished({ planId, status: plan.status });
  return plan;
}
