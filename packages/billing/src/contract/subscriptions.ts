import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { decimalField } from './fields.ts';
import { clockInstant } from './test-clocks.ts';

const subscriptionStatus = z.enum(['scheduled', 'trialing', 'active', 'past_due', 'paused', 'canceled', 'expired']);

const instant = z.iso.datetime();

export const subscription = z
  .strictObject({
    id: idSchema('sub'),
    accountId: idSchema('acct'),
    planId: idSchema('plan'),
    quantity: z.string().meta({ description: 'A decimal: what charges without a meter are charged for, such as seats.' }),
    status: subscriptionStatus,
    currentPeriod: z
      .strictObject({ start: instant, end: instant })
      .meta({ description: "From `start`, before `end`: the plan's own period, or the trial. Periods end with a local day of the account." }),
    anchorDay: z.int().nullable().meta({ description: 'The day of the month that periods begin on; null where they begin on the day of the first one.' }),
    startsAt: instant,
    trialEnd: instant.nullable(),
    resumesAt: instant.nullable().meta({ description: 'When a pause ends by itself.' }),
    cancelAt: instant.nullable().meta({ description: 'When it will be canceled, or was.' }),
    endsAt: instant.nullable().meta({ description: 'When it expires; nothing is billed beyond.' }),
    endedAt: instant.nullable(),
    version: z.int(),
    createdAt: instant.meta({ description: "In the account's time." }),
  })
  .meta({ id: 'Subscription', description: 'An account pays for a plan, period by period.' });

export const quantityField = decimalField.meta({ description: 'What charges without a meter are charged for, such as seats.' });

/** What a subscription is made of; a preview takes the same. */
export const newSubscription = z.strictObject({
  accountId: idSchema('acct'),
  planId: idSchema('plan'),
  quantity: quantityField.exactOptional().meta({ description: 'What charges without a meter are charged for, such as seats; 1 where it is left out.' }),
  startsAt: clockInstant.exactOptional().meta({ description: 'Later, or up to a year back: what was missed since is billed at once. Now, where it is left out.' }),
  anchorDay: z.int().min(1).max(31).exactOptional().meta({ description: 'Periods begin on this day of the month, or on the last of a month without it; the first is a part of one.' }),
  trialDays: z.int().min(0).max(730).exactOptional().meta({ description: "Instead of the plan's." }),
  trialEnd: clockInstant.exactOptional().meta({ description: "Instead of days of trial, the plan's or its own." }),
  endsAt: clockInstant.exactOptional().meta({ description: 'Expires then; nothing is billed beyond.' }),
});

const wrong = [billingErrors.accountNotFound, billingErrors.planNotFound, billingErrors.amountOutOfRange];

export const subscriptionServices = {
  createSubscription: operation({ input: newSubscription, output: subscription, errors: wrong }),
};

export const subscriptionSelectors = {
  getSubscription: operation({
    input: z.strictObject({ subscriptionId: idSchema('sub') }),
    output: subscription,
    errors: [billingErrors.subscriptionNotFound],
  }),
  listSubscriptions: operation({
    input: z.strictObject({ accountId: idSchema('acct').exactOptional(), ...pageInput }),
    output: pageSchema('SubscriptionPage', subscription),
  }),
};

export type Subscription = z.output<typeof subscription>;
export type CreateSubscription = InputOf<typeof subscriptionServices.createSubscription>;
export type GetSubscription = InputOf<typeof subscriptionSelectors.getSubscription>;
export type ListSubscriptions = InputOf<typeof subscriptionSelectors.listSubscriptions>;
