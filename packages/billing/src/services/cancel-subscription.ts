import { requestErrors } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { CancelSubscription } from '../contract/subscription-commands.ts';
import type { Subscription } from '../contract/subscriptions.ts';
import { commandSubscription } from './command-subscription.ts';

/** Ends a subscription now, or lets it end with its period; until then that can be taken back. Changes that wait are withdrawn with its end. */
export function cancelSubscription(context: BillingContext, { subscriptionId, when, credit }: CancelSubscription): Promise<Subscription> {
  if (when === 'periodEnd' && credit !== undefined) {
    throw requestErrors.invalid([{ pointer: '/credit', code: 'only_now', message: 'At the end of a period nothing is unused.' }]);
  }
  return commandSubscription(context, subscriptionId, () => ({ kind: 'cancel', when, credit: credit ?? true }));
}
