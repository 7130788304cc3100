import { requestErrors } from '@plinth/kernel';
import { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import type { PauseSubscription } from '../contract/subscription-commands.ts';
import type { Subscription } from '../contract/subscriptions.ts';
import { commandSubscription } from './command-subscription.ts';

/** Stops service and billing; what is unused of what was billed in advance is given back. */
export function pauseSubscription(context: BillingContext, { subscriptionId, resumesAt: wanted }: PauseSubscription): Promise<Subscription> {
  return commandSubscription(context, subscriptionId, ({ now }) => {
    const resumesAt = wanted === undefined ? null : Temporal.Instant.from(wanted);
    if (resumesAt && Temporal.Instant.compare(resumesAt, now) <= 0) {
      throw requestErrors.invalid([{ pointer: '/resumesAt', code: 'not_in_future', message: 'A pause ends after now.' }]);
    }
    return { kind: 'pause', resumesAt };
  });
}
