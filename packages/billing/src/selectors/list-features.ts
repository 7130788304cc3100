import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, type Page, pageOf } from '@plinth/kernel';
import { desc, lt } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { Feature, ListFeatures } from '../contract/features.ts';
import { features } from '../db/catalogue.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { featureColumns, toFeature } from './feature.ts';

const featuresBefore = compile({ before: features.id, limit: integer }, (q, p) =>
  q.select(featureColumns).from(features).where(lt(features.id, p.before)).orderBy(desc(features.id)).limit(limitOf(p.limit)),
);

/** All features, newest first, for anyone who has signed in. */
export async function listFeatures({ db, actor }: BillingReadContext, { cursor, limit = defaultLimit }: ListFeatures): Promise<Page<Feature>> {
  catalogueReader(actor);
  const rows = await db.run(featuresBefore, { before: newestBefore('feat', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toFeature);
}
