import type { BillingContext } from '../context.ts';
import type { ChangeSubscription } from '../contract/subscription-commands.ts';
import type { Subscription } from '../contract/subscriptions.ts';
import { askedChange } from '../selectors/drafting/asked-command.ts';
import { commandSubscription } from './command-subscription.ts';

/**
 * Gives a subscription another plan, quantity, or both. Upgrades come at once, downgrades at the end of the period, unless it is told when. Of
 * what is changed at once the unused is given back and the rest of the cycle asked for, on one invoice; what credits exceed is kept for
 * the account. A change that waits gives way to a new one of the same.
 */
export function changeSubscription(context: BillingContext, { subscriptionId, ...change }: ChangeSubscription): Promise<Subscription> {
  return commandSubscription(context, subscriptionId, ({ account }) => askedChange(context.tx, account, change, context.ids('subchange')));
}
