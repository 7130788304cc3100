import { compileWrite, isConflict, isUnavailable, json, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import { type BillingPeriod, periodAfter } from '../rules/billing-calendar.ts';
import { parseDecimal } from '../rules/decimal.ts';
import { type BillingFailure, reasonOf, setAsideAll } from './billing-failures.ts';
import { billedCharges, type Boundary, draftLines } from '../selectors/drafting/draft-lines.ts';
import type { DueSubscription } from './due-subscriptions.ts';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import { issueInvoices } from './issue-invoices.ts';
import { type PlanTerms, planTerms, termsIn } from '../selectors/plan-terms.ts';
import { totalDraft } from '../selectors/drafting/total-draft.ts';
import { usagesOf } from '../selectors/usages.ts';

export type RunContext = Pick<BillingContext, 'tx' | 'ids' | 'clock' | 'config'>;

/** One subscription alone could not be billed, for a reason that another try at once would not change. */
export class SubscriptionNotBilled extends Error {
  readonly subscriptionId: Id<'sub'>;

  constructor(subscriptionId: Id<'sub'>, cause: unknown) {
    super(reasonOf(cause), { cause });
    this.subscriptionId = subscriptionId;
  }
}

const beginPeriods = compileWrite(
  { periods: json },
  (_q, p) => sql`
    update billing.subscriptions subscription
    set period_index = begun.index, current_period_start = begun.start, current_period_end = begun."end", due_at = begun."end", version = version + 1
    from jsonb_to_recordset(${p.periods}::jsonb) as begun (id uuid, index integer, start timestamptz, "end" timestamptz)
    where subscription.id = begun.id`,
);

const instantOf = (date: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(date.getTime());

interface Due extends Boundary {
  readonly subscription: DueSubscription;
  readonly begun: BillingPeriod;
}

function dueOf(subscription: DueSubscription, terms: PlanTerms): Due {
  const quantity = parseDecimal(subscription.quantity);
  const { id: subscriptionId, accountId, periodIndex: index, start, end, timeZone } = subscription;
  const ended = { index, start: instantOf(start), end: instantOf(end) };
  const calendar = { anchor: Temporal.PlainDate.from(subscription.anchor), interval: terms.interval, timeZone };
  return { subscription, subscriptionId, accountId, terms, quantity, ended, begun: periodAfter(calendar, ended) };
}

/** Does what can be done for each by itself; where it fails, the others go on. */
function each<Item, Result>(items: readonly Item[], failures: BillingFailure[], subscriptionOf: (item: Item) => DueSubscription, work: (item: Item) => Result): Result[] {
  return items.flatMap((item) => {
    try {
      return [work(item)];
    } catch (error) {
      failures.push({ subscription: subscriptionOf(item), reason: reasonOf(error) });
      return [];
    }
  });
}

async function bill({ tx, ids, clock, config }: RunContext, claimed: readonly DueSubscription[]): Promise<DueSubscription[]> {
  if (claimed.length === 0) return [];
  const failures: BillingFailure[] = [];
  const plans = new Map((await planTerms(tx, claimed.map(({ planId }) => planId))).map((terms) => [terms.id, terms]));
  const due = each(claimed, failures, (subscription) => subscription, (subscription) => {
    const plan = plans.get(subscription.planId);
    const terms = plan && termsIn(plan, subscription.currency);
    if (!terms) throw new Error(`The plan ${subscription.planId} has no charges in ${subscription.currency}.`);
    const boundary = dueOf(subscription, terms);
    return { boundary, charges: billedCharges(boundary) };
  });

  const asks = due.map(({ charges }) => charges.flatMap(({ ask }) => ask ?? []));
  const answers = (await usagesOf(tx, asks.flat())).values();
  const asked = due.map((entry, index) => ({ ...entry, usages: (asks[index] ?? []).flatMap(() => answers.next().value ?? []) }));
  const drafted = each(asked, failures, ({ boundary }) => boundary.subscription, ({ boundary, charges, usages }) => {
    const { accountId: id, ownerId, currency, timeZone, testClockId, dueAt } = boundary.subscription;
    const lines = draftLines(boundary, charges, usages);
    const draft: InvoiceDraft = { account: { id, ownerId, currency, timeZone, testClockId }, issuedAt: instantOf(dueAt), lines };
    totalDraft(draft);
    return { boundary, draft };
  });

  await setAsideAll(tx, failures, clock.now());
  await beginAll(tx, drafted.map(({ boundary }) => boundary));
  await issueInvoices({ tx, ids, config }, drafted.map(({ draft }) => draft));
  return drafted.map(({ boundary }) => boundary.subscription);
}

async function beginAll(tx: Tx<'billing'>, due: readonly Due[]): Promise<void> {
  if (due.length === 0) return;
  const periods = due.map(({ subscriptionId, begun: { index, start, end } }) => ({
    id: idToUuid(subscriptionId),
    index,
    start: start.toString(),
    end: end.toString(),
  }));
  await tx.run(beginPeriods, { periods });
}

/**
 * Bills one period of each of `claimed`, which this transaction has locked, and resolves to those that it billed: their
 * invoices, dated to the instant they fell due, and their next periods. One that cannot be rated becomes a row of
 * `billing_failures`. Any number takes the same number of statements. `SubscriptionNotBilled` where the database refuses one alone.
 */
export async function billSubscriptions(context: RunContext, claimed: readonly DueSubscription[]): Promise<DueSubscription[]> {
  try {
    return await bill(context, claimed);
  } catch (error) {
    const [only, ...others] = claimed;
    if (!only || others.length > 0 || isConflict(error) || isUnavailable(error)) throw error;
    throw new SubscriptionNotBilled(only.id, error);
  }
}
