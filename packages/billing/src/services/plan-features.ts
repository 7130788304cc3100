import { arrayOf, compile, compileWrite, json, type Reader, type Tx } from '@plinth/db';
import { type FieldIssue, type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { PlanFeature } from '../contract/features.ts';
import { features } from '../db/catalogue.ts';
import { featureProblems } from '../rules/feature-problems.ts';

const featuresByKey = compile({ keys: arrayOf(features.key) }, (q, p) =>
  q.select({ id: features.id, key: features.key, kind: features.kind }).from(features).where(sql`${features.key} = any(${p.keys})`),
);

const insertFeatures = compileWrite(
  { granted: json },
  (_q, p) => sql`
    insert into billing.plan_features (plan_id, feature_id, position, maximum)
    select granted.* from jsonb_to_recordset(${p.granted}::jsonb) as granted ("planId" uuid, "featureId" uuid, position integer, maximum numeric)`,
);

/** What a new plan entitles to, looked up. */
export interface GrantedFeatures {
  readonly problems: readonly FieldIssue[];
  insert(tx: Tx<'billing'>, planId: Id<'plan'>): Promise<void>;
}

export async function grantedFeatures(db: Reader<'billing'>, granted: readonly PlanFeature[]): Promise<GrantedFeatures> {
  const known = granted.length === 0 ? [] : await db.run(featuresByKey, { keys: granted.map(({ feature }) => feature) });
  const byKey = new Map(known.map((feature) => [feature.key, feature]));
  return {
    problems: featureProblems(granted, new Map(known.map(({ key, kind }) => [key, kind]))),
    insert: async (tx, planId) => {
      if (granted.length === 0) return;
      const rows = granted.flatMap(({ feature, limit = null }, position) => {
        const found = byKey.get(feature);
        return found ? [{ planId: idToUuid(planId), featureId: idToUuid(found.id), position, maximum: limit }] : [];
      });
      await tx.run(insertFeatures, { granted: rows });
    },
  };
}
