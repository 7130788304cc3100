import type { Reader } from '@plinth/db';
import type { Ids } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import type { Usage } from '../../rules/rating/price.ts';
import { type Asked, passInstant } from '../../rules/subscription-passage.ts';
import { hasCome, nextDue, type ScheduledChange } from '../../rules/subscription-state.ts';
import { type ChargeUsageAsk, usagesOf } from '../usages.ts';
import { type AwaitedLines, draftCharged, draftCredits, type LineOwner } from './draft-lines.ts';
import { draftLate } from './draft-late.ts';
import type { InvoiceDraft, SubscriptionLine } from './invoice-draft.ts';
import type { LatePeriod } from './late-periods.ts';
import type { SubscriptionFacts } from './subscription-facts.ts';

/** What happened to a subscription at an instant, with its lines as far as they are known without asking for usage. */
export interface DraftedPassage {
  readonly facts: SubscriptionFacts;
  readonly at: Temporal.Instant;
  readonly applied: readonly ScheduledChange[];
  readonly parts: readonly (SubscriptionLine[] | AwaitedLines)[];
}

export interface AskedOf extends Asked {
  /** False where a service that ends keeps what is unused. */
  readonly credit?: boolean;
}

const isAwaited = (part: SubscriptionLine[] | AwaitedLines): part is AwaitedLines => 'ask' in part;

/** What a charge is called, and costs, in the plan that it is of. */
function pricedIn(plans: SubscriptionFacts['plans'], { planId, chargeId }: Pick<LatePeriod, 'planId' | 'chargeId'>) {
  const terms = plans.get(planId);
  const charge = terms?.charges.find(({ id }) => id === chargeId);
  if (!terms || !charge) throw new Error(`The plan ${planId} has no charge ${chargeId}.`);
  return { charge, terms };
}

function draftParts(owner: LineOwner, { plans, covered }: SubscriptionFacts, parts: ReturnType<typeof passInstant>['parts'], credit: boolean) {
  return parts.map((part) => {
    if (part.kind === 'unused') return credit ? draftCredits(owner, covered, part) : [];
    return draftCharged(owner, { part, ...pricedIn(plans, part) });
  });
}

/** Takes a subscription through one instant. Nothing is read and nothing is written: runs, commands and previews all draft here. */
export function draftPassage(facts: SubscriptionFacts, at: Temporal.Instant, ids: Ids, { credit = true, ...asked }: AskedOf = {}): DraftedPassage {
  const { account, row, late, plans } = facts;
  const { next, applied, parts } = passInstant(facts.state, at, asked);
  const version = facts.version + 1;
  const owner = { subscriptionId: row.id, accountId: account.id, currency: account.currency, sequence: version, billedSince: next.period.start, ids };
  const drafted = [...draftParts(owner, facts, parts, credit), ...late.periods.map((period) => draftLate(owner, { late: period, ...pricedIn(plans, period) }))];
  const lines = drafted.flatMap((part) => (isAwaited(part) ? [] : part));
  const given = new Set(lines.map(({ credits }) => credits));
  const covering = lines.flatMap(({ whole, ...line }) => (whole ? [{ ...line, whole }] : []));
  const covered = [...facts.covered.filter(({ id }) => !given.has(id)), ...covering];
  const looked = { countedUntil: next.usageBilled ? late.until : null, late: { ...late, periods: [] } };
  return { facts: { ...facts, ...looked, state: next, version, covered }, at, applied, parts: drafted };
}

/** More instants than a daily plan has in ten years. */
const most = 4000;

/** All that falls due until an instant, in order; what a run that came every minute would have done. */
export function draftUntil(facts: SubscriptionFacts, until: Temporal.Instant, ids: Ids): DraftedPassage[] {
  const passages: DraftedPassage[] = [];
  for (let current = facts; passages.length <= most; ) {
    const due = nextDue(current.state);
    if (due === null || !hasCome(due, until)) return passages;
    const passage = draftPassage(current, due, ids);
    passages.push(passage);
    current = passage.facts;
  }
  throw new RangeError(`${facts.row.id} is more than ${most} steps behind.`);
}

/** What is still to be asked of the usage for passages, in their order. */
export const asksOf = (passages: readonly DraftedPassage[]): ChargeUsageAsk[] => passages.flatMap(({ parts }) => parts.filter(isAwaited).map(({ ask }) => ask));

/** The lines of a passage; takes as many answers as it has asks. */
export function linesOf({ parts }: DraftedPassage, answers: IterableIterator<Usage, undefined>): SubscriptionLine[] {
  return parts.flatMap((part) => {
    if (!isAwaited(part)) return part;
    const usage = answers.next().value;
    if (!usage) throw new Error('Each ask has an answer.');
    return part.draft(usage);
  });
}

/** An invoice for each of one subscription's passages that has lines; the usage of all is one read. */
export async function draftInvoices(db: Reader<'billing'>, passages: readonly DraftedPassage[]): Promise<InvoiceDraft[]> {
  const answers = (await usagesOf(db, asksOf(passages))).values();
  return passages.flatMap((passage) => {
    const lines = linesOf(passage, answers);
    return lines.length > 0 ? [{ account: passage.facts.account, issuedAt: passage.at, lines }] : [];
  });
}
