import { compile, compileWrite } from '@plinth/db';
import { type Id, requirePermission } from '@plinth/kernel';
import { eq, getTableColumns } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import type { Subscription } from '../contract/subscriptions.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { billingErrors } from '../errors.ts';
import { draftCommand, type SubscriptionCommand } from '../selectors/drafting/draft-command.ts';
import { draftInvoices } from '../selectors/drafting/draft-passage.ts';
import { type SubscriptionFacts, subscriptionFacts } from '../selectors/drafting/subscription-facts.ts';
import { subscriptionColumns, toSubscription } from '../selectors/subscription.ts';
import { timeOf } from '../selectors/time-of.ts';
import { resolveAll } from './billing-failures.ts';
import { holdAccount, readAccount } from './hold-account.ts';
import { insertChange } from './insert-change.ts';
import { issueInvoices } from './issue-invoices.ts';
import { saveSubscriptions } from './save-subscriptions.ts';

const subscriptionOf = compile({ id: subscriptions.id }, (q, p) =>
  q.select({ accountId: subscriptions.accountId, ownerId: subscriptions.ownerId }).from(subscriptions).where(eq(subscriptions.id, p.id)),
);

const lockSubscription = compileWrite({ id: subscriptions.id }, (q, p) =>
  q.select(getTableColumns(subscriptions)).from(subscriptions).where(eq(subscriptions.id, p.id)).for('no key update'),
);

const subscriptionById = compile({ id: subscriptions.id }, (q, p) => q.select(subscriptionColumns).from(subscriptions).where(eq(subscriptions.id, p.id)));

const dateOf = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);

/** Locks a subscription of somebody who may write it, and reads what has become of it. */
async function holdFacts({ tx, actor, clock }: BillingContext, subscriptionId: Id<'sub'>): Promise<{ facts: SubscriptionFacts; now: Temporal.Instant }> {
  const notFound = () => billingErrors.subscriptionNotFound({ subscriptionId });
  const [found] = await tx.run(subscriptionOf, { id: subscriptionId });
  const account = found && (await readAccount(tx, found.accountId));
  if (!account) throw notFound();
  requirePermission(actor, 'billing:subscriptions:write', account.ownerId, notFound);
  await holdAccount(tx, account);
  const now = await timeOf({ tx, clock }, account);
  const [readFacts] = await subscriptionFacts(tx, await tx.run(lockSubscription, { id: subscriptionId }), dateOf(now));
  if (!readFacts) throw notFound();
  return { facts: readFacts(), now };
}

export interface CommandInput {
  readonly account: SubscriptionFacts['account'];
  readonly now: Temporal.Instant;
}

/**
 * Does to a subscription what `commandOf` makes of its account and time: what was due before comes first, then the command, each with its
 * invoice. Whatever bills or changes it waits for the account's lock.
 */
export async function commandSubscription(
  context: BillingContext,
  subscriptionId: Id<'sub'>,
  commandOf: (input: CommandInput) => SubscriptionCommand | Promise<SubscriptionCommand>,
): Promise<Subscription> {
  const { tx, ids } = context;
  const { facts, now } = await holdFacts(context, subscriptionId);
  const command = await commandOf({ account: facts.account, now });
  const drafted = draftCommand(facts, command, now, ids);
  if (drafted.change) await insertChange(tx, facts, drafted.change, dateOf(now));
  await saveSubscriptions(tx, [drafted.facts], drafted.passages.flatMap(({ applied }) => applied), drafted.withdrawn);
  await resolveAll(tx, drafted.passages.map(({ at }) => ({ id: subscriptionId, dueAt: dateOf(at) })));
  await issueInvoices(context, await draftInvoices(tx, drafted.passages));
  const [row] = await tx.run(subscriptionById, { id: subscriptionId });
  if (!row) throw new Error('The subscription is not there any more.');
  return toSubscription(row);
}
