import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { decimalField, keyField, nameField } from './fields.ts';

const kind = z.enum(['boolean', 'limit']).meta({ description: 'Whether it is there at all, or how much of it.' });
const limit = decimalField.nullable().meta({ description: 'How much; null is no limit.' });

export const feature = z
  .strictObject({ id: idSchema('feat'), key: z.string(), name: z.string(), kind, version: z.int(), createdAt: z.iso.datetime() })
  .meta({ id: 'Feature', description: 'What plans entitle to.' });

/** A feature of a plan. */
export const planFeature = z
  .strictObject({ feature: keyField.meta({ description: "The feature's key." }), limit: limit.exactOptional() })
  .meta({ id: 'PlanFeature', description: 'What a plan entitles to; `limit` for a feature that has one.' });

const entitlement = z
  .strictObject({ feature: z.string(), name: z.string(), kind, limit: limit.exactOptional() })
  .meta({ id: 'Entitlement', description: 'A feature that an account has. The limits of its subscriptions add up.' });

const entitlements = z.strictObject({ data: z.array(entitlement) }).meta({ id: 'Entitlements' });

const newFeature = z.strictObject({ key: keyField, name: nameField, kind });
const byId = z.strictObject({ featureId: idSchema('feat') });

export const featureServices = {
  createFeature: operation({ input: newFeature, output: feature, errors: [billingErrors.featureKeyTaken] }),
};

export const featureSelectors = {
  getFeature: operation({ input: byId, output: feature, errors: [billingErrors.featureNotFound] }),
  listFeatures: operation({ input: z.strictObject(pageInput), output: pageSchema('FeaturePage', feature) }),
  listEntitlements: operation({
    input: z.strictObject({ accountId: idSchema('acct'), feature: keyField.exactOptional() }),
    output: entitlements,
    errors: [billingErrors.accountNotFound],
  }),
};

export type Feature = z.output<typeof feature>;
export type PlanFeature = z.output<typeof planFeature>;
export type CreateFeature = InputOf<typeof featureServices.createFeature>;
export type GetFeature = InputOf<typeof featureSelectors.getFeature>;
export type ListFeatures = InputOf<typeof featureSelectors.listFeatures>;
export type ListEntitlements = InputOf<typeof featureSelectors.listEntitlements>;
export type Entitlement = z.output<typeof entitlement>;
export type Entitlements = z.output<typeof entitlements>;
