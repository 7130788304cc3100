import { callOf, describe, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import type { Billing } from '../contract/billing.ts';
import { billingContract } from '../contract/contract.ts';
import { changeFields } from '../contract/subscription-commands.ts';
import { exampleSubscription } from './subscriptions.ts';

const tag = 'Subscriptions';
const params = z.strictObject({ subscriptionId: idSchema('sub') });
const body = z.strictObject(changeFields);

const euros = (amount: number) => ({ amount, currency: 'EUR' });

const preview = {
  invoice: {
    currency: 'EUR',
    issueDate: '2027-01-31',
    lines: [
      {
        charge: 'base',
        description: 'Pro: base',
        quantity: null,
        period: exampleSubscription.currentPeriod,
        amount: euros(2000),
        discount: euros(0),
        discounts: [],
        net: euros(2000),
        taxTreatment: 'exempt',
        taxRate: null,
        tax: euros(0),
        explanation: { model: 'flat', exact: '20.00' },
      },
    ],
    subtotal: euros(2000),
    discount: euros(0),
    discounts: [],
    net: euros(2000),
    taxes: [{ treatment: 'exempt', rate: null, base: euros(2000), amount: euros(0) }],
    taxNote: 'Exempt from tax.',
    tax: euros(0),
    total: euros(2000),
    creditApplied: euros(0),
    creditCarried: euros(0),
    amountDue: euros(2000),
  },
};

const previewNewSubscription = describe(billingContract, 'previewNewSubscription', {
  tag,
  summary: 'Preview a subscription',
  description: 'The invoice that it would begin with, if it were made now. Nothing is kept.',
  body: billingContract.selectors.previewNewSubscription.input,
  idempotent: false,
  example: { body: { accountId: exampleSubscription.accountId, planId: exampleSubscription.planId }, response: preview },
});

const previewSubscription = describe(billingContract, 'previewSubscription', {
  tag,
  summary: 'Preview the next invoice of a subscription',
  description: 'As things stand, where the body is empty; with a change, the invoice of the change.',
  params,
  body,
  idempotent: false,
  example: { body: {}, response: preview },
});

const previewSubscriptionChange = describe(billingContract, 'previewSubscriptionChange', {
  tag,
  summary: 'Preview a change of a subscription',
  description: 'The invoice that the change would be billed with: now, or at the end of the period. Line by line what the change then says.',
  params,
  body,
  idempotent: false,
  example: { body: { quantity: '5', when: 'now' }, response: preview },
});

export const subscriptionPreviewRoutes: Routes<{ billing: Billing }> = (app, { billing }) => {
  app.post('/subscriptions/preview', previewNewSubscription, (request) => billing.selectors.previewNewSubscription(request.body, callOf(request)));

  app.post('/subscriptions/:subscriptionId/preview', previewSubscription, (request) =>
    billing.selectors.previewSubscription({ ...request.params, ...request.body }, callOf(request)));

  app.post('/subscriptions/:subscriptionId/change/preview', previewSubscriptionChange, (request) =>
    billing.selectors.previewSubscriptionChange({ ...request.params, ...request.body }, callOf(request)));
};
