import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';

const tag = 'Subscriptions';

export const exampleSubscription = {
  id: 'sub_01h2xcejqtf2nbrexx3vqjhp41',
  accountId: 'acct_01h2xcejqtf2nbrexx3vqjhp41',
  planId: 'plan_01h2xcejqtf2nbrexx3vqjhp41',
  quantity: '1',
  status: 'active',
  currentPeriod: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' },
  anchorDay: null,
  startsAt: '2027-01-31T10:00:00.000Z',
  trialEnd: null,
  resumesAt: null,
  cancelAt: null,
  endsAt: null,
  endedAt: null,
  version: 1,
  createdAt: '2027-01-31T10:00:00.000Z',
};

const createSubscription = describe(billingContract, 'createSubscription', {
  tag,
  summary: 'Subscribe an account to a plan',
  description: 'The first period begins with the local day; what is charged in advance is invoiced before this answers.',
  body: billingContract.services.createSubscription.input,
  status: 201,
  example: { body: { accountId: exampleSubscription.accountId, planId: exampleSubscription.planId }, response: exampleSubscription },
});

const listSubscriptions = describe(billingContract, 'listSubscriptions', {
  tag,
  summary: 'List subscriptions',
  description: 'Newest first. Without `accountId` those of live accounts.',
  query: z.strictObject({ accountId: idSchema('acct').exactOptional().meta({ description: 'Only those of this account.' }), ...pageQuery }),
  example: { response: { data: [exampleSubscription], nextCursor: null } },
});

const getSubscription = describe(billingContract, 'getSubscription', {
  tag,
  summary: 'Read a subscription',
  params: billingContract.selectors.getSubscription.input,
  example: { response: exampleSubscription },
});

export const subscriptionRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/subscriptions', createSubscription, (request) => billing.services.createSubscription(request.body, callOf(request)));

  app.get('/subscriptions', listSubscriptions, (request) => billing.selectors.listSubscriptions(request.query, callOf(request)));

  app.get('/subscriptions/:subscriptionId', getSubscription, (request) => billing.selectors.getSubscription(request.params, callOf(request)));
};
