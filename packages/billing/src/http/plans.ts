import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { keyField } from '../contract/fields.ts';

const tag = 'Plans';

const charges = [
  { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' },
  {
    key: 'calls',
    model: 'graduated',
    timing: 'inArrears',
    meter: 'api_calls',
    tiers: [
      { upTo: '1000', unitAmount: '0', flatAmount: '0' },
      { upTo: null, unitAmount: '0.01', flatAmount: '0' },
    ],
  },
];
const asked = { key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1, charges };
const draft = {
  ...asked,
  id: 'plan_01h2xcejqtf2nbrexx3vqjhp41',
  version: 1,
  status: 'draft',
  charges: charges.map((charge, index) => ({ id: `charge_01h2xcejqtf2nbrexx3vqjhp4${index}`, ...charge })),
  createdAt: '2027-01-01T12:00:00.000Z',
  publishedAt: null,
  revision: 1,
};
const published = { ...draft, status: 'published', publishedAt: '2027-01-01T12:05:00.000Z', revision: 2 };

const createPlan = describe(billingContract, 'createPlan', {
  tag,
  summary: 'Create a plan',
  description: 'For operators. Makes a draft: version 1, or the next version where the key has plans already.',
  body: billingContract.services.createPlan.input,
  status: 201,
  example: { body: asked, response: draft },
});

const publishPlan = describe(billingContract, 'publishPlan', {
  tag,
  summary: 'Publish a plan',
  description: 'For operators. From now on it can be subscribed to, and never changes. Publishing it again changes nothing.',
  params: billingContract.services.publishPlan.input,
  example: { response: published },
});

const getPlan = describe(billingContract, 'getPlan', {
  tag,
  summary: 'Read a plan',
  description: 'A draft is there for operators alone.',
  params: billingContract.selectors.getPlan.input,
  example: { response: published },
});

const listPlans = describe(billingContract, 'listPlans', {
  tag,
  summary: 'List plans',
  description: 'Published plans, newest first; drafts too for operators.',
  query: z.strictObject({ key: keyField.exactOptional().meta({ description: 'Only the versions of the plan with this key.' }), ...pageQuery }),
  example: { response: { data: [published], nextCursor: null } },
});

export const planRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/plans', createPlan, (request) => billing.services.createPlan(request.body, callOf(request)));

  app.get('/plans', listPlans, (request) => billing.selectors.listPlans(request.query, callOf(request)));

  app.get('/plans/:planId', getPlan, (request) => billing.selectors.getPlan(request.params, callOf(request)));

  app.post('/plans/:planId/publish', publishPlan, (request) => billing.services.publishPlan(request.params, callOf(request)));
};
