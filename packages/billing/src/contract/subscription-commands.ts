import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { quantityField, subscription } from './subscriptions.ts';
import { clockInstant } from './test-clocks.ts';

const when = z.enum(['now', 'periodEnd']);
const instant = z.iso.datetime();
const byId = { subscriptionId: idSchema('sub') };

export const subscriptionChange = z
  .strictObject({
    id: idSchema('subchange'),
    subscriptionId: idSchema('sub'),
    planId: idSchema('plan').nullable().meta({ description: 'Null where the plan stays.' }),
    quantity: z.string().nullable().meta({ description: 'Null where the quantity stays.' }),
    state: z.enum(['waiting', 'applied', 'withdrawn']),
    effectiveAt: instant,
    createdAt: instant.meta({ description: "In the account's time." }),
  })
  .meta({ id: 'SubscriptionChange', description: 'A change of a subscription: it waits for the end of a period, has come about, or was taken back.' });

export const changeFields = {
  planId: idSchema('plan').exactOptional(),
  quantity: quantityField.exactOptional(),
  when: when.exactOptional().meta({ description: 'Where it is left out: at the end of the period if less is paid from then on, now otherwise.' }),
};

export const cancelFields = {
  when,
  credit: z.boolean().exactOptional().meta({ description: 'False, for now alone, keeps what is unused of what was billed in advance; it is given back otherwise.' }),
};

export const pauseFields = { resumesAt: clockInstant.exactOptional().meta({ description: 'Resumes by itself then.' }) };

const errors = [billingErrors.subscriptionNotFound, billingErrors.subscriptionTransition, billingErrors.amountOutOfRange];

export const subscriptionCommandServices = {
  changeSubscription: operation({ input: z.strictObject({ ...byId, ...changeFields }), output: subscription, errors: [...errors, billingErrors.planNotFound] }),
  withdrawSubscriptionChange: operation({
    input: z.strictObject({ ...byId, changeId: idSchema('subchange') }),
    output: subscription,
    errors: [...errors, billingErrors.subscriptionChangeNotFound],
  }),
  cancelSubscription: operation({ input: z.strictObject({ ...byId, ...cancelFields }), output: subscription, errors }),
  uncancelSubscription: operation({ input: z.strictObject(byId), output: subscription, errors }),
  pauseSubscription: operation({ input: z.strictObject({ ...byId, ...pauseFields }), output: subscription, errors }),
  resumeSubscription: operation({ input: z.strictObject(byId), output: subscription, errors }),
};

export const subscriptionCommandSelectors = {
  listSubscriptionChanges: operation({
    input: z.strictObject({ ...byId, ...pageInput }),
    output: pageSchema('SubscriptionChangePage', subscriptionChange),
    errors: [billingErrors.subscriptionNotFound],
  }),
};

export type SubscriptionChange = z.output<typeof subscriptionChange>;
export type ChangeSubscription = InputOf<typeof subscriptionCommandServices.changeSubscription>;
export type WithdrawSubscriptionChange = InputOf<typeof subscriptionCommandServices.withdrawSubscriptionChange>;
export type CancelSubscription = InputOf<typeof subscriptionCommandServices.cancelSubscription>;
export type UncancelSubscription = InputOf<typeof subscriptionCommandServices.uncancelSubscription>;
export type PauseSubscription = InputOf<typeof subscriptionCommandServices.pauseSubscription>;
export type ResumeSubscription = InputOf<typeof subscriptionCommandServices.resumeSubscription>;
export type ListSubscriptionChanges = InputOf<typeof subscriptionCommandSelectors.listSubscriptionChanges>;
