import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { charge, chargeOverride, newCharge } from './charges.ts';
import { planFeature } from './features.ts';
import { currencyField, keyField, nameField, ownerField } from './fields.ts';

const proration = z.enum(['second', 'day']).meta({ description: 'By what a part of a period is measured.' });
const interval = z.enum(['day', 'week', 'month', 'year']);

export const plan = z
  .strictObject({
    id: idSchema('plan'),
    key: z.string(),
    version: z.int().meta({ description: 'Counts the plans with this key, from 1.' }),
    revision: z.int().meta({ description: 'Counts the changes of this very plan, publication and retirement; its ETag.' }),
    name: z.string(),
    status: z.enum(['draft', 'published', 'retired']),
    productId: idSchema('prod').nullable(),
    derivedFrom: idSchema('plan').nullable().meta({ description: 'For a private plan the version that it has other prices than.' }),
    accountId: idSchema('acct').nullable().meta({ description: 'The only account that can subscribe to a private plan.' }),
    currency: z.string(),
    interval,
    intervalCount: z.int(),
    trialDays: z.int(),
    proration,
    charges: z.array(charge),
    features: z.array(planFeature),
    createdAt: z.iso.datetime(),
    publishedAt: z.iso.datetime().nullable(),
    retiredAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Plan', description: 'A versioned way to pay. Once published it never changes; once retired it takes no new subscription.' });

const newPlan = z.strictObject({
  key: keyField,
  name: nameField,
  currency: currencyField,
  interval,
  intervalCount: z.int().min(1).max(366).meta({ description: 'A period lasts this many intervals.' }),
  trialDays: z.int().min(0).max(730).exactOptional().meta({ description: 'Days without charge before the first period; none where it is left out.' }),
  proration: proration.exactOptional().meta({ description: '`second`, where it is left out.' }),
  charges: z.array(newCharge).min(1).max(50),
  productId: idSchema('prod').exactOptional(),
  features: z.array(planFeature).max(100).exactOptional(),
});

const byId = z.strictObject({ planId: idSchema('plan') });

const override = z.strictObject({
  planId: idSchema('plan'),
  ownerId: ownerField,
  accountId: idSchema('acct').meta({ description: "One of the owner's accounts." }),
  charges: z.array(chargeOverride).min(1).max(50).meta({ description: 'The charges that have another price for this account; the others stay.' }),
});

export const planServices = {
  createPlan: operation({ input: newPlan, output: plan }),
  publishPlan: operation({ input: byId, output: plan, errors: [billingErrors.planNotFound, billingErrors.planNotPublished] }),
  retirePlan: operation({ input: byId, output: plan, errors: [billingErrors.planNotFound, billingErrors.planNotPublished] }),
  overridePlan: operation({ input: override, output: plan, errors: [billingErrors.planNotFound, billingErrors.planNotPublished] }),
};

export const planSelectors = {
  getPlan: operation({ input: byId, output: plan, errors: [billingErrors.planNotFound] }),
  listPlans: operation({ input: z.strictObject({ key: keyField.exactOptional(), ...pageInput }), output: pageSchema('PlanPage', plan) }),
};

export type Plan = z.output<typeof plan>;
export type CreatePlan = InputOf<typeof planServices.createPlan>;
export type PublishPlan = InputOf<typeof planServices.publishPlan>;
export type RetirePlan = InputOf<typeof planServices.retirePlan>;
export type OverridePlan = InputOf<typeof planServices.overridePlan>;
export type GetPlan = InputOf<typeof planSelectors.getPlan>;
export type ListPlans = InputOf<typeof planSelectors.listPlans>;
