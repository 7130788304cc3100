import { idSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from '../errors.ts';
import { invoiceContent } from './invoices.ts';
import { changeFields } from './subscription-commands.ts';
import { newSubscription } from './subscriptions.ts';

const preview = z
  .strictObject({ invoice: z.strictObject(invoiceContent).meta({ id: 'PreviewedInvoice', description: 'What would be billed; without lines where nothing would be.' }) })
  .meta({ id: 'SubscriptionPreview' });

const { accountNotFound, subscriptionNotFound, planNotFound, subscriptionTransition, amountOutOfRange } = billingErrors;

export const subscriptionPreviewSelectors = {
  previewNewSubscription: operation({ input: newSubscription, output: preview, errors: [accountNotFound, planNotFound, amountOutOfRange] }),
  previewSubscriptionChange: operation({
    input: z.strictObject({ subscriptionId: idSchema('sub'), ...changeFields }),
    output: preview,
    errors: [subscriptionNotFound, planNotFound, subscriptionTransition, amountOutOfRange],
  }),
  previewSubscription: operation({
    input: z.strictObject({ subscriptionId: idSchema('sub'), ...changeFields }),
    output: preview,
    errors: [subscriptionNotFound, planNotFound, subscriptionTransition, amountOutOfRange],
  }),
};

export type SubscriptionPreview = z.output<typeof preview>;
export type PreviewNewSubscription = InputOf<typeof subscriptionPreviewSelectors.previewNewSubscription>;
export type PreviewSubscription = InputOf<typeof subscriptionPreviewSelectors.previewSubscription>;
