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
  trialDays: 0,
  proration: 'second',
  charges: charges.map((charge, index) => ({ id: `charge_01h2xcejqtf2nbrexx3vqjhp4${index}`, ...charge })),
  createdAt: '2027-01-01T12:00:00.000Z',
  productId: null,
  derivedFrom: null,
  accountId: null,
  features: [],
  publishedAt: null,
  revision: 1,
  retiredAt: null,
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

const retirePlan = describe(billingContract, 'retirePlan', {
  tag,
  summary: 'Retire a plan',
  description: 'For operators. It takes no new subscription; those that it has go on.',
  params: billingContract.services.retirePlan.input,
  example: { response: { ...published, status: 'retired', revision: 3, retiredAt: '2027-06-01T12:00:00.000Z' } },
});

const { planId: byPlan, ...override } = billingContract.services.overridePlan.input.shape;
const another = { ownerId: 'org_01h2xcejqtf2nbrexx3vqjhp41', accountId: 'acct_01h2xcejqtf2nbrexx3vqjhp41', charges: [{ key: 'base', model: 'flat', amount: '15.00' }] };

const overridePlan = describe(billingContract, 'overridePlan', {
  tag,
  summary: 'Make a private plan for an account',
  description: 'For operators. Some charges have other prices, all else is as in the published version. Only this account can subscribe to it.',
  params: z.strictObject({ planId: byPlan }),
  body: z.strictObject(override),
  status: 201,
  example: { body: another, response: { ...published, derivedFrom: published.id, accountId: another.accountId } },
});

const getPlan = describe(billingContract, 'getPlan', {
  tag,
  forbids: false,
  summary: 'Read a plan',
  description: 'A draft is there for operators alone.',
  params: billingContract.selectors.getPlan.input,
  example: { response: published },
});

const listPlans = describe(billingContract, 'listPlans', {
  tag,
  forbids: false,
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

  app.post('/plans/:planId/retire', retirePlan, (request) => billing.services.retirePlan(request.params, callOf(request)));

  app.post('/plans/:planId/overrides', overridePlan, (request) => billing.services.overridePlan({ ...request.params, ...request.body }, callOf(request)));
};
