import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { decimalField } from './fields.ts';

export const subscription = z
  .strictObject({
    id: idSchema('sub'),
    accountId: idSchema('acct'),
    planId: idSchema('plan'),
    quantity: z.string().meta({ description: 'What charges without a meter are charged for, such as seats.' }),
    status: z.enum(['active']),
    currentPeriod: z
      .strictObject({ start: z.iso.datetime(), end: z.iso.datetime() })
      .meta({ description: 'From `start`, before `end`: both the start of a local day of the account.' }),
    version: z.int(),
    createdAt: z.iso.datetime().meta({ description: "In the account's time." }),
  })
  .meta({ id: 'Subscription', description: 'An account pays for a plan, period by period.' });

export const subscriptionServices = {
  createSubscription: operation({
    input: z.strictObject({
      accountId: idSchema('acct'),
      planId: idSchema('plan'),
      quantity: decimalField.exactOptional().meta({ description: 'What charges without a meter are charged for, such as seats; 1 where it is left out.' }),
    }),
    output: subscription,
    errors: [billingErrors.accountNotFound, billingErrors.planNotFound, billingErrors.amountOutOfRange],
  }),
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
