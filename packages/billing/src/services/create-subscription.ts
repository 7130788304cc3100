import { requirePermission } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { CreateSubscription, Subscription } from '../contract/subscriptions.ts';
import { billingErrors } from '../errors.ts';
import { draftInvoices } from '../selectors/drafting/draft-passage.ts';
import { draftSubscription } from '../selectors/drafting/new-subscription.ts';
import { toSubscription } from '../selectors/subscription.ts';
import { holdAccount, readAccount } from './hold-account.ts';
import { insertSubscription } from './insert-subscription.ts';
import { issueInvoices } from './issue-invoices.ts';
import { timeOf } from '../selectors/time-of.ts';

/**
 * Subscribes an account to a published plan. Its first period begins with the local day of the account, which is the anchor of all
 * periods unless a day is given; what is charged in advance is invoiced at once, and so is all that a start in the past has
 * missed. `billing.plan_not_found` for a draft too.
 */
export async function createSubscription(context: BillingContext, input: CreateSubscription): Promise<Subscription> {
  const { tx, ids, actor } = context;
  const notFound = () => billingErrors.accountNotFound({ accountId: input.accountId });
  const account = await readAccount(tx, input.accountId);
  if (!account) throw notFound();
  requirePermission(actor, 'billing:subscriptions:write', account.ownerId, notFound);
  await holdAccount(tx, account);
  const now = await timeOf(context, account);

  const { beginning, passages } = await draftSubscription(tx, account, input, { now, ids });
  const row = await insertSubscription(tx, passages.at(-1)?.facts ?? beginning, now);
  const drafts = await draftInvoices(tx, passages);
  const lines = drafts.flatMap((draft) => draft.lines);
  if (lines.length > 0) await issueInvoices(context, [{ account, issuedAt: now, lines }]);
  return toSubscription(row);
}
