import type { BillingContext } from '../context.ts';
import type { WithdrawSubscriptionChange } from '../contract/subscription-commands.ts';
import type { Subscription } from '../contract/subscriptions.ts';
import { commandSubscription } from './command-subscription.ts';

/** Takes a change back that waits; `billing.subscription_change_not_found` for one that has come about, too. */
export function withdrawSubscriptionChange(context: BillingContext, { subscriptionId, changeId }: WithdrawSubscriptionChange): Promise<Subscription> {
  return commandSubscription(context, subscriptionId, () => ({ kind: 'withdraw', changeId }));
}
