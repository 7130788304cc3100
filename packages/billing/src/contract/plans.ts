import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { charge, newCharge } from './charges.ts';
import { currencyField, keyField, nameField } from './fields.ts';

const interval = z.enum(['day', 'week', 'month', 'year']);

export const plan = z
  .strictObject({
    id: idSchema('plan'),
    key: z.string(),
    version: z.int().meta({ description: 'Counts the plans with this key, from 1.' }),
    revision: z.int().meta({ description: 'Counts the changes of this very plan, of which publication is the only one; its ETag.' }),
    name: z.string(),
    status: z.enum(['draft', 'published']),
    currency: z.string(),
    interval,
    intervalCount: z.int(),
    charges: z.array(charge),
    createdAt: z.iso.datetime(),
    publishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Plan', description: 'A versioned way to pay. Once published it never changes.' });

const newPlan = z.strictObject({
  key: keyField,
  name: nameField,
  currency: currencyField,
  interval,
  intervalCount: z.int().min(1).max(366).meta({ description: 'A period lasts this many intervals.' }),
  charges: z.array(newCharge).min(1).max(50),
});

const byId = z.strictObject({ planId: idSchema('plan') });

export const planServices = {
  createPlan: operation({ input: newPlan, output: plan }),
  publishPlan: operation({ input: byId, output: plan, errors: [billingErrors.planNotFound] }),
};

export const planSelectors = {
  getPlan: operation({ input: byId, output: plan, errors: [billingErrors.planNotFound] }),
  listPlans: operation({ input: z.strictObject({ key: keyField.exactOptional(), ...pageInput }), output: pageSchema('PlanPage', plan) }),
};

export type Plan = z.output<typeof plan>;
export type CreatePlan = InputOf<typeof planServices.createPlan>;
export type PublishPlan = InputOf<typeof planServices.publishPlan>;
export type GetPlan = InputOf<typeof planSelectors.getPlan>;
export type ListPlans = InputOf<typeof planSelectors.listPlans>;
