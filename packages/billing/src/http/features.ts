import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { keyField } from '../contract/fields.ts';

const tag = 'Features';

const feature = { id: 'feat_01h2xcejqtf2nbrexx3vqjhp41', key: 'projects', name: 'Projects', kind: 'limit', version: 1, createdAt: '2027-01-01T12:00:00.000Z' };

const createFeature = describe(billingContract, 'createFeature', {
  tag,
  summary: 'Create a feature',
  description: 'For operators. What a feature means never changes.',
  body: billingContract.services.createFeature.input,
  status: 201,
  example: { body: { key: feature.key, name: feature.name, kind: feature.kind }, response: feature },
});

const getFeature = describe(billingContract, 'getFeature', {
  tag,
  forbids: false,
  summary: 'Read a feature',
  params: billingContract.selectors.getFeature.input,
  example: { response: feature },
});

const listFeatures = describe(billingContract, 'listFeatures', {
  tag,
  forbids: false,
  summary: 'List features',
  description: 'All features, newest first.',
  query: z.strictObject(pageQuery),
  example: { response: { data: [feature], nextCursor: null } },
});

const listEntitlements = describe(billingContract, 'listEntitlements', {
  tag: 'Entitlements',
  summary: 'List what an account is entitled to',
  description: 'By feature, from its live subscriptions; limits add up, and null is no limit. A feature that it has not is not there.',
  query: z.strictObject({
    accountId: idSchema('acct'),
    feature: keyField.exactOptional().meta({ description: 'Only this feature.' }),
  }),
  example: { response: { data: [{ feature: 'projects', name: 'Projects', kind: 'limit', limit: '10' }] } },
});

export const featureRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/features', createFeature, (request) => billing.services.createFeature(request.body, callOf(request)));

  app.get('/features', listFeatures, (request) => billing.selectors.listFeatures(request.query, callOf(request)));

  app.get('/features/:featureId', getFeature, (request) => billing.selectors.getFeature(request.params, callOf(request)));

  app.get('/entitlements', listEntitlements, (request) => billing.selectors.listEntitlements(request.query, callOf(request)));
};
