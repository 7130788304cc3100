import { isConflict, isUnavailable } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { Temporal } from 'temporal-polyfill';
import type { BillingContext } from '../context.ts';
import { asksOf, draftPassage, type DraftedPassage, linesOf } from '../selectors/drafting/draft-passage.ts';
import type { InvoiceDraft } from '../selectors/drafting/invoice-draft.ts';
import { subscriptionFacts, type SubscriptionRow } from '../selectors/drafting/subscription-facts.ts';
import { draftTerms } from '../selectors/drafting/draft-terms.ts';
import { totalDrafts } from '../selectors/drafting/total-draft.ts';
import { usagesOf } from '../selectors/usages.ts';
import { type BillingFailure, type DueSubscription, isDue, reasonOf, setAsideAll } from './billing-failures.ts';
import type { FinalizeContext } from './finalize-drafts.ts';
import { issueInvoices } from './issue-invoices.ts';
import { saveSubscriptions } from './save-subscriptions.ts';

export type RunContext = FinalizeContext & Pick<BillingContext, 'clock'>;

/** What is due of one account alone could not be billed, for a reason that another try at once would not change. */
export class SubscriptionsNotBilled extends Error {
  readonly subscriptionIds: readonly Id<'sub'>[];

  constructor(subscriptionIds: readonly Id<'sub'>[], cause: unknown) {
    super(reasonOf(cause), { cause });
    this.subscriptionIds = subscriptionIds;
  }
}

interface Drafted {
  readonly row: DueSubscription;
  readonly passage: DraftedPassage;
}

/** Does what can be done for each by itself; where it fails, the others go on. */
function each<Item extends { readonly row: DueSubscription }, Result>(items: readonly Item[], failures: BillingFailure[], work: (item: Item) => Result): Result[] {
  return items.flatMap((item) => {
    try {
      return [work(item)];
    } catch (error) {
      failures.push({ subscription: item.row, reason: reasonOf(error) });
      return [];
    }
  });
}

/** What falls due for an account at one instant is one invoice, in the order in which it was claimed. */
function groupDrafts(drafted: readonly { readonly draft: InvoiceDraft }[]): InvoiceDraft[] {
  const groups = Map.groupBy(drafted.map(({ draft }) => draft), ({ account, issuedAt }) => `${account.id} ${issuedAt.epochMilliseconds}`);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const lines = [first, ...others].flatMap((draft) => draft.lines);
    return lines.length > 0 ? [{ ...first, lines }] : [];
  });
}

async function bill(context: RunContext, claimed: readonly DueSubscription[]): Promise<DueSubscription[]> {
  if (claimed.length === 0) return [];
  const { tx, ids, clock, config } = context;
  const failures: BillingFailure[] = [];
  const facts = await subscriptionFacts(tx, claimed, clock.now());
  const read = claimed.flatMap((row, index) => (facts[index] ? [{ row, readFacts: facts[index] }] : []));
  const passed = each(read, failures, ({ row, readFacts }): Drafted => ({ row, passage: draftPassage(readFacts(), Temporal.Instant.fromEpochMilliseconds(row.dueAt.getTime()), ids) }));

  const asks = passed.map(({ passage }) => asksOf([passage]));
  const answers = await usagesOf(tx, asks.flat());
  let given = 0;
  const answered = passed.map((entry, index) => ({ ...entry, answers: answers.slice(given, (given += asks[index]?.length ?? 0)) }));
  const rated = each(answered, failures, ({ row, passage, answers: own }) => {
    const draft: InvoiceDraft = { account: passage.facts.account, issuedAt: passage.at, lines: linesOf(passage, own.values()) };
    return { row, passage, draft };
  });
  const terms = await draftTerms(tx, rated.map(({ draft }) => draft), config);
  const drafted = each(rated, failures, (entry) => {
    if (entry.draft.lines.length > 0) totalDrafts([entry.draft], terms);
    return entry;
  });

  await setAsideAll(tx, failures, clock.now());
  await saveSubscriptions(tx, drafted.map(({ passage }) => passage.facts), drafted.flatMap(({ passage }) => passage.applied));
  await issueInvoices(context, groupDrafts(drafted), terms);
  return drafted.map(({ row }) => row);
}

/**
 * Takes each of `claimed`, which this transaction has locked, through the instant at which it fell due, and resolves to those that
 * it took: their invoices are dated to it, one for each account. One that cannot be rated becomes a row of `billing_failures`. Any
 * number takes the same number of statements. `SubscriptionsNotBilled` where the database refuses one account alone.
 */
export async function billSubscriptions(context: RunContext, claimed: readonly SubscriptionRow[]): Promise<DueSubscription[]> {
  const due = claimed.filter(isDue);
  try {
    return await bill(context, due);
  } catch (error) {
    const accounts = new Set(due.map(({ accountId }) => accountId));
    if (accounts.size !== 1 || isConflict(error) || isUnavailable(error)) throw error;
    throw new SubscriptionsNotBilled(due.map(({ id }) => id), error);
  }
}
