import type { Reader } from '@plinth/db';
import { type FieldIssue, type Id, type Ids, requestErrors } from '@plinth/kernel';
import { Temporal } from 'temporal-polyfill';
import type { CreateSubscription } from '../../contract/subscriptions.ts';
import { billingErrors } from '../../errors.ts';
import { parseDecimal } from '../../rules/decimal.ts';
import { cycleOf, cyclesFrom } from '../../rules/subscription-cycles.ts';
import { dayOf } from '../../rules/subscription-passage.ts';
import type { SubscriptionState } from '../../rules/subscription-state.ts';
import { subscriptionTermProblems, type SubscriptionTerms } from '../../rules/subscription-terms.ts';
import { trialEndsAt } from '../../rules/trial.ts';
import { isOnSale, type PlanTerms, planTerms, termsIn } from '../plan-terms.ts';
import { type DraftedPassage, draftUntil } from './draft-passage.ts';
import type { InvoiceDraft } from './invoice-draft.ts';
import { notLookedAt } from './late-periods.ts';
import type { SubscriptionFacts, SubscriptionRow } from './subscription-facts.ts';

/** A plan on sale that an account can pay for; `billing.plan_not_found` for a draft and another's private plan too. */
export async function termsFor(db: Reader<'billing'>, planId: Id<'plan'>, { id, currency }: Pick<InvoiceDraft['account'], 'id' | 'currency'>): Promise<PlanTerms> {
  const [plan] = await planTerms(db, [planId]);
  if (!plan || !isOnSale(plan, id)) throw billingErrors.planNotFound({ planId });
  const terms = termsIn(plan, currency);
  if (terms) return terms;
  const message = `The plan is priced in ${[plan.currency, ...plan.inOtherCurrencies.keys()].join(', ')}, the account is billed in ${currency}.`;
  throw requestErrors.invalid([{ pointer: '/planId', code: 'currency_mismatch', message }]);
}

function trialOf({ trialDays, trialEnd }: CreateSubscription, plan: PlanTerms, startsAt: Temporal.Instant, timeZone: string): Temporal.Instant | null {
  if (trialEnd !== undefined) return Temporal.Instant.from(trialEnd);
  const days = trialDays ?? plan.trialDays;
  return days > 0 ? trialEndsAt(startsAt, days, timeZone) : null;
}

const instantOf = (text: string | undefined): Temporal.Instant | null => (text === undefined ? null : Temporal.Instant.from(text));

function termsOf(input: CreateSubscription, plan: PlanTerms, account: InvoiceDraft['account'], now: Temporal.Instant): SubscriptionTerms {
  const startsAt = instantOf(input.startsAt) ?? now;
  return {
    now,
    startsAt,
    endsAt: instantOf(input.endsAt),
    trialEndsAt: trialOf(input, plan, startsAt, account.timeZone),
    trialTwice: input.trialEnd !== undefined && input.trialDays !== undefined,
    anchorDay: input.anchorDay ?? null,
    interval: plan.interval,
  };
}

function scheduled(input: CreateSubscription, plan: PlanTerms, { startsAt, endsAt, trialEndsAt: trial, anchorDay }: SubscriptionTerms, timeZone: string): SubscriptionState {
  const begins = dayOf(startsAt, timeZone);
  const cycles = cyclesFrom(plan, begins, timeZone, anchorDay);
  return {
    status: 'scheduled',
    terms: plan,
    quantity: parseDecimal(input.quantity ?? '1'),
    cycles,
    anchorDay,
    period: { start: begins, end: cycleOf(cycles, plan, null).end },
    startsAt,
    trialEndsAt: trial,
    termsSince: begins,
    quantitySince: begins,
    resumesAt: null,
    cancelAt: null,
    cancelsAtPeriodEnd: false,
    endsAt,
    endedAt: null,
    usageBilled: false,
    settlesAt: null,
    changes: [],
  };
}

/** A subscription before it is written, and what has come about of it until now. */
export interface NewSubscription {
  readonly beginning: SubscriptionFacts;
  readonly passages: readonly DraftedPassage[];
}

/** What a subscription would be, and be billed, from its first instant until `now`; `request.invalid` names all that is wrong. */
export async function draftSubscription(
  db: Reader<'billing'>,
  account: InvoiceDraft['account'],
  input: CreateSubscription,
  { now, ids }: { readonly now: Temporal.Instant; readonly ids: Ids },
): Promise<NewSubscription> {
  const plan = await termsFor(db, input.planId, account);
  const terms = termsOf(input, plan, account, now);
  const problems: FieldIssue[] = subscriptionTermProblems(terms);
  if (problems.length > 0) throw requestErrors.invalid(problems);
  const state = scheduled(input, plan, terms, account.timeZone);
  const row: Pick<SubscriptionRow, 'id'> = { id: ids('sub') };
  const beginning: SubscriptionFacts = { row, account, state, version: 0, covered: [], countedUntil: null, late: notLookedAt, plans: new Map([[plan.id, plan]]) };
  return { beginning, passages: draftUntil(beginning, now, ids) };
}
