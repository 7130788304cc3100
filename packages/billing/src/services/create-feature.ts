import { compileWrite } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { CreateFeature, Feature } from '../contract/features.ts';
import { features } from '../db/catalogue.ts';
import { billingErrors } from '../errors.ts';
import { featureColumns, toFeature } from '../selectors/feature.ts';

const { id, key, name, kind, createdAt } = features;

const insertFeature = compileWrite({ id, key, name, kind, createdAt }, (q, feature) =>
  q.insert(features).values(feature).onConflictDoNothing({ target: features.key }).returning(featureColumns),
);

/** Makes a feature that plans can entitle to; `billing.feature_key_taken` where its key has one. For operators. */
export async function createFeature({ tx, ids, clock, actor }: BillingContext, input: CreateFeature): Promise<Feature> {
  requireOperator(actor);
  const [made] = await tx.run(insertFeature, { ...input, id: ids('feat'), createdAt: clock.now() });
  if (!made) throw billingErrors.featureKeyTaken({ key: input.key });
  return toFeature(made);
}
