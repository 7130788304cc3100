import { compile } from '@plinth/db';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { Feature, GetFeature } from '../contract/features.ts';
import { features } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { catalogueReader } from './catalogue-reader.ts';
import { featureColumns, toFeature } from './feature.ts';

const featureById = compile({ id: features.id }, (q, { id }) => q.select(featureColumns).from(features).where(eq(features.id, id)));

/** One feature, for anyone who has signed in. */
export async function getFeature({ db, actor }: BillingReadContext, { featureId }: GetFeature): Promise<Feature> {
  catalogueReader(actor);
  const [row] = await db.run(featureById, { id: featureId });
  if (!row) throw billingErrors.featureNotFound({ featureId });
  return toFeature(row);
}
