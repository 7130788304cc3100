import { compile } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq, getTableColumns } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { BillingReadContext } from '../context.ts';
import type { PreviewSubscription, SubscriptionPreview } from '../contract/subscription-previews.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { billingErrors } from '../errors.ts';
import { nextDue } from '../rules/subscription-state.ts';
import { askedChange } from './drafting/asked-command.ts';
import { draftCommand } from './drafting/draft-command.ts';
import { draftInvoices, draftUntil } from './drafting/draft-passage.ts';
import type { InvoiceDraft } from './drafting/invoice-draft.ts';
import { previewedInvoice } from './drafting/previewed-invoice.ts';
import { subscriptionFacts, type SubscriptionFacts } from './drafting/subscription-facts.ts';
import { timeOf } from './time-of.ts';

const subscriptionById = compile({ id: subscriptions.id }, (q, p) => q.select(getTableColumns(subscriptions)).from(subscriptions).where(eq(subscriptions.id, p.id)));

async function factsFor({ db, actor, clock }: BillingReadContext, subscriptionId: PreviewSubscription['subscriptionId']): Promise<{ facts: SubscriptionFacts; now: Temporal.Instant }> {
  const notFound = () => billingErrors.subscriptionNotFound({ subscriptionId });
  const [row] = await db.run(subscriptionById, { id: subscriptionId });
  if (!row) throw notFound();
  requirePermission(actor, 'billing:subscriptions:read', row.ownerId, notFound);
  const now = await timeOf({ tx: db, clock }, row);
  const [readFacts] = await subscriptionFacts(db, [row], new Date(now.epochMilliseconds));
  if (!readFacts) throw notFound();
  return { facts: readFacts(), now };
}

const isAt = (at: Temporal.Instant) => ({ issuedAt }: InvoiceDraft): boolean => issuedAt.equals(at);

/**
 * The invoice of a change: the one that it is billed with if it comes at once, the one of the instant at which it comes otherwise. It is made
 * as the change makes it; nothing is written.
 */
export async function previewSubscriptionChange(context: BillingReadContext, { subscriptionId, ...change }: PreviewSubscription): Promise<SubscriptionPreview> {
  const { db, ids } = context;
  const { facts, now } = await factsFor(context, subscriptionId);
  const drafted = draftCommand(facts, await askedChange(db, facts.account, change, ids('subchange')), now, ids);
  const at = drafted.change?.effectiveAt ?? now;
  const passages = [...drafted.passages, ...(at.equals(now) ? [] : draftUntil(drafted.facts, at, ids))];
  const drafts = await draftInvoices(db, passages);
  const own = drafts.at(-1);
  const draft = own && isAt(at)(own) ? own : { account: facts.account, issuedAt: at, lines: [] };
  return { invoice: await previewedInvoice(context, drafts.filter((earlier) => earlier !== own), draft) };
}

/** The next invoice of a subscription as things stand, or with a change; nothing is written. */
export async function previewSubscription(context: BillingReadContext, input: PreviewSubscription): Promise<SubscriptionPreview> {
  if (input.planId !== undefined || input.quantity !== undefined || input.when !== undefined) return previewSubscriptionChange(context, input);
  const { db, ids } = context;
  const { facts, now } = await factsFor(context, input.subscriptionId);
  const missed = draftUntil(facts, now, ids);
  const current = missed.at(-1)?.facts ?? facts;
  const at = nextDue(current.state) ?? now;
  const drafts = await draftInvoices(db, [...missed, ...draftUntil(current, at, ids)]);
  const own = drafts.at(-1);
  const draft = own && isAt(at)(own) ? own : { account: facts.account, issuedAt: at, lines: [] };
  return { invoice: await previewedInvoice(context, drafts.filter((earlier) => earlier !== own), draft) };
}
