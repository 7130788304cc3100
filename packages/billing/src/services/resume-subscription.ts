import type { BillingContext } from '../context.ts';
import type { ResumeSubscription } from '../contract/subscription-commands.ts';
import type { Subscription } from '../contract/subscriptions.ts';
import { commandSubscription } from './command-subscription.ts';

/** Ends a pause: the rest of the cycle that runs is billed, as the cycles never stopped being counted. */
export function resumeSubscription(context: BillingContext, { subscriptionId }: ResumeSubscription): Promise<Subscription> {
  return commandSubscription(context, subscriptionId, () => ({ kind: 'resume' }));
}
