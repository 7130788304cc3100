import { requirePermission } from '@plinth/kernel';
import type { BillingReadContext } from '../context.ts';
import type { PreviewNewSubscription, SubscriptionPreview } from '../contract/subscription-previews.ts';
import { billingErrors } from '../errors.ts';
import { accountById } from './account.ts';
import { draftInvoices } from './drafting/draft-passage.ts';
import { draftSubscription } from './drafting/new-subscription.ts';
import { previewedInvoice } from './drafting/previewed-invoice.ts';
import { timeOf } from './time-of.ts';

/** The invoice that a subscription would begin with, if it were made now; nothing is written. */
export async function previewNewSubscription(context: BillingReadContext, input: PreviewNewSubscription): Promise<SubscriptionPreview> {
  const { db, actor, clock, ids } = context;
  const notFound = () => billingErrors.accountNotFound({ accountId: input.accountId });
  const [account] = await db.run(accountById, { id: input.accountId });
  if (!account) throw notFound();
  requirePermission(actor, 'billing:subscriptions:read', account.ownerId, notFound);
  const now = await timeOf({ tx: db, clock }, account);
  const { passages } = await draftSubscription(db, account, input, { now, ids });
  const lines = (await draftInvoices(db, passages)).flatMap((draft) => draft.lines);
  return { invoice: await previewedInvoice(context, [], { account, issuedAt: now, lines }) };
}
