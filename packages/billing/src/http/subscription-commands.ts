import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { cancelFields, changeFields, pauseFields } from '../contract/subscription-commands.ts';
import { exampleSubscription } from './subscriptions.ts';

const tag = 'Subscriptions';
const params = z.strictObject({ subscriptionId: idSchema('sub') });

const change = {
  id: 'subchange_01h2xcejqtf2nbrexx3vqjhp41',
  subscriptionId: exampleSubscription.id,
  planId: null,
  quantity: '5',
  state: 'waiting',
  effectiveAt: '2027-02-28T00:00:00.000Z',
  createdAt: '2027-02-10T09:00:00.000Z',
};

const changeSubscription = describe(billingContract, 'changeSubscription', {
  tag,
  summary: 'Change the plan or the quantity of a subscription',
  description: 'Upgrades come at once: the unused is given back and the rest of the cycle asked for, on one invoice. Downgrades wait for the end of the period. `when` chooses.',
  params,
  body: z.strictObject(changeFields),
  example: { body: { quantity: '5', when: 'now' }, response: { ...exampleSubscription, quantity: '5', version: 2 } },
});

const listSubscriptionChanges = describe(billingContract, 'listSubscriptionChanges', {
  tag,
  summary: 'List the changes of a subscription',
  description: 'Newest first: those that wait, those that have come about and those that were taken back.',
  params,
  query: z.strictObject(pageQuery),
  example: { response: { data: [change], nextCursor: null } },
});

const withdrawSubscriptionChange = describe(billingContract, 'withdrawSubscriptionChange', {
  tag,
  summary: 'Take a scheduled change back',
  params: billingContract.services.withdrawSubscriptionChange.input,
  example: { response: { ...exampleSubscription, version: 3 } },
});

const cancelSubscription = describe(billingContract, 'cancelSubscription', {
  tag,
  summary: 'Cancel a subscription',
  description: 'Now, giving back what is unused, or with the end of the period, which can be taken back until then.',
  params,
  body: z.strictObject(cancelFields),
  example: { body: { when: 'periodEnd' }, response: { ...exampleSubscription, cancelAt: '2027-02-28T00:00:00.000Z', version: 2 } },
});

const uncancelSubscription = describe(billingContract, 'uncancelSubscription', {
  tag,
  summary: 'Take back a cancellation that is still to come',
  params,
  example: { response: { ...exampleSubscription, version: 3 } },
});

const pauseSubscription = describe(billingContract, 'pauseSubscription', {
  tag,
  summary: 'Pause a subscription',
  description: 'Service and billing stop; what is unused is given back.',
  params,
  body: z.strictObject(pauseFields),
  example: { body: { resumesAt: '2027-02-20T00:00:00Z' }, response: { ...exampleSubscription, status: 'paused', resumesAt: '2027-02-20T00:00:00.000Z', version: 2 } },
});

const resumeSubscription = describe(billingContract, 'resumeSubscription', {
  tag,
  summary: 'Resume a paused subscription',
  description: 'The rest of the running period is billed.',
  params,
  example: { response: { ...exampleSubscription, version: 3 } },
});

export const subscriptionCommandRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  const at = '/subscriptions/:subscriptionId';

  app.post(`${at}/change`, changeSubscription, (request) => billing.services.changeSubscription({ ...request.params, ...request.body }, callOf(request)));

  app.get(`${at}/changes`, listSubscriptionChanges, (request) => billing.selectors.listSubscriptionChanges({ ...request.params, ...request.query }, callOf(request)));

  app.post(`${at}/changes/:changeId/withdraw`, withdrawSubscriptionChange, (request) => billing.services.withdrawSubscriptionChange(request.params, callOf(request)));

  app.post(`${at}/cancel`, cancelSubscription, (request) => billing.services.cancelSubscription({ ...request.params, ...request.body }, callOf(request)));

  app.post(`${at}/uncancel`, uncancelSubscription, (request) => billing.services.uncancelSubscription(request.params, callOf(request)));

  app.post(`${at}/pause`, pauseSubscription, (request) => billing.services.pauseSubscription({ ...request.params, ...request.body }, callOf(request)));

  app.post(`${at}/resume`, resumeSubscription, (request) => billing.services.resumeSubscription(request.params, callOf(request)));
};
