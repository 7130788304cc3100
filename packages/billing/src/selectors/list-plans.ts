import { compile, integer, limitOf, nullableText } from '@plinth/db';
import { defaultLimit, newestBefore, type Page, pageOf } from '@plinth/kernel';
import { and, desc, isNull, lt, sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { ListPlans, Plan } from '../contract/plans.ts';
import { plans } from '../db/catalogue.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { planColumns, toPlans } from './plan.ts';

const parameters = { key: nullableText, before: plans.id, limit: integer };

const hasKey = (key: unknown) => sql`(${key}::text is null or ${plans.key} = ${key}::text)`;

const allPlans = compile(parameters, (q, p) =>
  q.select(planColumns).from(plans).where(and(isNull(plans.derivedFrom), hasKey(p.key), lt(plans.id, p.before))).orderBy(desc(plans.id)).limit(limitOf(p.limit)),
);

const shownPlans = compile(parameters, (q, p) =>
  q
    .select(planColumns)
    .from(plans)
    .where(and(isNull(plans.derivedFrom), sql`${plans.status} <> 'draft'`, hasKey(p.key), lt(plans.id, p.before)))
    .orderBy(desc(plans.id))
    .limit(limitOf(p.limit)),
);

/** Plans, or the versions of the plan with a key, newest first; drafts for operators alone, private ones for nobody. */
export async function listPlans({ db, actor }: BillingReadContext, { key, cursor, limit = defaultLimit }: ListPlans): Promise<Page<Plan>> {
  const { seesDrafts } = catalogueReader(actor);
  const query = seesDrafts ? allPlans : shownPlans;
  const rows = await db.run(query, { key: key ?? null, before: newestBefore('plan', cursor), limit: limit + 1 });
  const { data, nextCursor } = pageOf(rows, limit, (row) => [row.id], (row) => row);
  return { data: await toPlans(db, data), nextCursor };
}
