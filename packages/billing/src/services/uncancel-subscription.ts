import type { BillingContext } from '../context.ts';
import type { UncancelSubscription } from '../contract/subscription-commands.ts';
import type { Subscription } from '../contract/subscriptions.ts';
import { commandSubscription } from './command-subscription.ts';

/** Takes back that a subscription ends with its period; nothing changes where it does not. */
export function uncancelSubscription(context: BillingContext, { subscriptionId }: UncancelSubscription): Promise<Subscription> {
  return commandSubscription(context, subscriptionId, () => ({ kind: 'uncancel' }));
}
