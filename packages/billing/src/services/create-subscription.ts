import { compile, compileWrite } from '@plinth/db';
import { requestErrors, requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import type { CreateSubscription, Subscription } from '../contract/subscriptions.ts';
import { accounts } from '../db/schema.ts';
import { subscriptions } from '../db/subscriptions.ts';
import { testClocks } from '../db/test-clocks.ts';
import { billingErrors } from '../errors.ts';
import { type BillingPeriod, firstPeriod, localDateOf } from '../rules/billing-calendar.ts';
import { parseDecimal } from '../rules/decimal.ts';
import { accountColumns } from '../selectors/account.ts';
import { subscriptionColumns, toSubscription } from '../selectors/subscription.ts';
import { billedCharges, draftLines } from '../selectors/drafting/draft-lines.ts';
import { issueInvoices } from './issue-invoices.ts';
import { isOnSale, type PlanTerms, planTerms, termsIn } from '../selectors/plan-terms.ts';
import { timeOf } from './time-of.ts';

const accountById = compile({ id: accounts.id }, (q, { id }) => q.select(accountColumns).from(accounts).where(eq(accounts.id, id)));

// A clock cannot move on while something begins at the time it shows.
const holdTestClock = compileWrite({ id: testClocks.id }, (q, { id }) => q.select({ id: testClocks.id }).from(testClocks).where(eq(testClocks.id, id)).for('share'));

const { id, accountId, ownerId, planId, quantity, testClockId, anchor, periodIndex, currentPeriodStart, currentPeriodEnd, dueAt, createdAt } = subscriptions;

const insertSubscription = compileWrite(
  { id, accountId, ownerId, planId, quantity, testClockId, anchor, periodIndex, currentPeriodStart, currentPeriodEnd, dueAt, createdAt },
  (q, row) => q.insert(subscriptions).values(row).returning(subscriptionColumns),
);

type AccountRow = typeof accounts.$inferSelect;

async function accountOf({ tx, actor }: BillingContext, { accountId: wanted }: CreateSubscription): Promise<AccountRow> {
  const notFound = billingErrors.accountNotFound({ accountId: wanted });
  const [account] = await tx.run(accountById, { id: wanted });
  if (!account) throw notFound;
  requirePermission(actor, 'billing:subscriptions:write', account.ownerId, notFound);
  return account;
}

async function termsFor({ tx }: BillingContext, { planId: wanted }: CreateSubscription, { id: account, currency }: AccountRow): Promise<PlanTerms> {
  const [plan] = await planTerms(tx, [wanted]);
  if (!plan || !isOnSale(plan, account)) throw billingErrors.planNotFound({ planId: wanted });
  const terms = termsIn(plan, currency);
  if (terms) return terms;
  const message = `The plan is priced in ${[plan.currency, ...plan.inOtherCurrencies.keys()].join(', ')}, the account is billed in ${currency}.`;
  throw requestErrors.invalid([{ pointer: '/planId', code: 'currency_mismatch', message }]);
}

const dateOf = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);

/**
 * Subscribes an account to a published plan. Its first period begins with the local day of the account, which is the anchor of all
 * periods; what is charged in advance is invoiced at once, whole. `billing.plan_not_found` for a draft too.
 */
export async function createSubscription(context: BillingContext, input: CreateSubscription): Promise<Subscription> {
  const { tx, ids } = context;
  const account = await accountOf(context, input);
  const terms = await termsFor(context, input, account);
  if (account.testClockId) await tx.run(holdTestClock, { id: account.testClockId });
  const now = await timeOf(context, account);
  const anchored = localDateOf(now, account.timeZone);
  const begun = firstPeriod({ anchor: anchored, interval: terms.interval, timeZone: account.timeZone }, now);

  const held = input.quantity ?? '1';
  const row = await insert(context, account, { id: ids('sub'), planId: terms.id, quantity: held, anchored, begun, now });
  const boundary = { subscriptionId: row.id, accountId: account.id, terms, quantity: parseDecimal(held), ended: null, begun };
  const lines = draftLines(boundary, billedCharges(boundary), []);
  if (lines.length > 0) await issueInvoices(context, [{ account, issuedAt: now, lines }]);
  return toSubscription(row);
}

interface Beginning {
  readonly id: Subscription['id'];
  readonly planId: Subscription['planId'];
  readonly quantity: string;
  readonly anchored: Temporal.PlainDate;
  readonly begun: BillingPeriod;
  readonly now: Temporal.Instant;
}

async function insert({ tx }: BillingContext, account: AccountRow, { id: subscriptionId, planId: plan, quantity: held, anchored, begun, now }: Beginning) {
  const [row] = await tx.run(insertSubscription, {
    id: subscriptionId,
    accountId: account.id,
    ownerId: account.ownerId,
    planId: plan,
    quantity: held,
    testClockId: account.testClockId,
    anchor: anchored.toString(),
    periodIndex: begun.index,
    currentPeriodStart: dateOf(begun.start),
    currentPeriodEnd: dateOf(begun.end),
    dueAt: dateOf(begun.end),
    createdAt: dateOf(now),
  });
  if (!row) throw new Error('The subscription was not written.');
  return row;
}
