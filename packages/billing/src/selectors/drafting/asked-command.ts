import type { Reader } from '@plinth/db';
import { type Id, requestErrors } from '@plinth/kernel';
import type { ChangeSubscription } from '../../contract/subscription-commands.ts';
import { parseDecimal } from '../../rules/decimal.ts';
import type { SubscriptionCommand } from './draft-command.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import { termsFor } from './new-subscription.ts';

/** A change as it was asked for; `request.invalid` where it names nothing, `billing.plan_not_found` for a plan that is not on sale. */
export async function askedChange(
  db: Reader<'billing'>,
  account: InvoiceDraft['account'],
  { planId, quantity, when }: Omit<ChangeSubscription, 'subscriptionId'>,
  id: Id<'subchange'>,
): Promise<SubscriptionCommand> {
  if (planId === undefined && quantity === undefined) {
    throw requestErrors.invalid([{ pointer: '/planId', code: 'nothing_to_change', message: 'A plan, a quantity, or both.' }]);
  }
  const terms = planId === undefined ? null : await termsFor(db, planId, account);
  return { kind: 'change', id, terms, quantity: quantity === undefined ? null : parseDecimal(quantity), when };
}
