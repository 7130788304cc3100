import type { Id, Ids } from '@plinth/kernel';
import type { Temporal } from 'temporal-polyfill';
import { billingErrors } from '../../errors.ts';
import { type Decimal, zero } from '../../rules/decimal.ts';
import { type FixedCost, isDowngrade } from '../../rules/plan-cost.ts';
import { rateCharge } from '../../rules/rating/rate-charge.ts';
import { hasCome, type ScheduledChange, type SubscriptionState } from '../../rules/subscription-state.ts';
import { isServing, type SubscriptionStep, transitions } from '../../rules/subscription-states.ts';
import type { PlanTerms } from '../plan-terms.ts';
import { type AskedOf, type DraftedPassage, draftPassage, draftUntil } from './draft-passage.ts';
import type { SubscriptionFacts } from './subscription-facts.ts';

type When = 'now' | 'periodEnd';

/** What somebody wants to become of a subscription. */
export type SubscriptionCommand =
  | { readonly kind: 'change'; readonly id: Id<'subchange'>; readonly terms: PlanTerms | null; readonly quantity: Decimal | null; readonly when: When | undefined }
  | { readonly kind: 'withdraw'; readonly changeId: Id<'subchange'> }
  | { readonly kind: 'cancel'; readonly when: When; readonly credit: boolean }
  | { readonly kind: 'uncancel' }
  | { readonly kind: 'pause'; readonly resumesAt: Temporal.Instant | null }
  | { readonly kind: 'resume' };

export interface DraftedCommand {
  /** What was due before, then the command's own, if anything happens at once. */
  readonly passages: readonly DraftedPassage[];
  readonly facts: SubscriptionFacts;
  /** What is new among the changes, whether it waits or has come about. */
  readonly change: ScheduledChange | null;
  readonly withdrawn: readonly ScheduledChange[];
}

type Drafting = Pick<DraftedCommand, 'facts'> & Partial<Pick<DraftedCommand, 'change' | 'withdrawn'>> & { readonly passage?: DraftedPassage };

const steps = {
  change: { step: 'change', to: 'active' },
  withdraw: { step: 'change', to: 'active' },
  cancel: { step: 'cancel', to: 'canceled' },
  uncancel: { step: 'cancel', to: 'active' },
  pause: { step: 'pause', to: 'paused' },
  resume: { step: 'resume', to: 'active' },
} as const satisfies Record<SubscriptionCommand['kind'], { step: SubscriptionStep; to: string }>;

function fixedCosts(terms: PlanTerms, quantity: Decimal): FixedCost[] {
  return terms.charges
    .filter(({ metered }) => !metered)
    .flatMap((charge) => rateCharge(charge, { quantity: charge.perQuantity ? quantity : zero }, terms.currency).map(({ amount }) => ({ amount, interval: charge.interval ?? terms.interval })));
}

/** Upgrades come at once, downgrades at the end of the period that is paid for. */
function usualTime({ state, plans }: SubscriptionFacts, terms: PlanTerms | null, quantity: Decimal | null): When {
  const current = plans.get(state.terms.id);
  if (!current || !isServing(state.status)) return 'now';
  return isDowngrade(fixedCosts(current, state.quantity), fixedCosts(terms ?? current, quantity ?? state.quantity)) ? 'periodEnd' : 'now';
}

const become = (facts: SubscriptionFacts, state: Partial<SubscriptionState>): SubscriptionFacts => ({ ...facts, state: { ...facts.state, ...state } });

/** Nothing is billed: only what is to come is another. */
const settle = (facts: SubscriptionFacts, state: Partial<SubscriptionState>): Drafting => ({ facts: { ...become(facts, state), version: facts.version + 1 } });

function passed(facts: SubscriptionFacts, now: Temporal.Instant, ids: Ids, asked: AskedOf = {}): Drafting {
  const passage = draftPassage(facts, now, ids, asked);
  return { facts: passage.facts, passage };
}

/** True where a command waits for the end of a period that is still to come. */
const waits = ({ state: { period } }: SubscriptionFacts, when: When, now: Temporal.Instant): boolean => when === 'periodEnd' && !hasCome(period.end, now);

/** A new change takes the place of those that wait and would set the same. */
function draftChange(facts: SubscriptionFacts, { id, terms, quantity, when }: Extract<SubscriptionCommand, { kind: 'change' }>, now: Temporal.Instant, ids: Ids): Drafting {
  const { state } = facts;
  const atPeriodEnd = waits(facts, when ?? usualTime(facts, terms, quantity), now);
  const change: ScheduledChange = { id, terms, quantity, effectiveAt: atPeriodEnd ? state.period.end : now, atPeriodEnd };
  const withdrawn = state.changes.filter((waiting) => (terms && waiting.terms) ?? (quantity && waiting.quantity));
  const changes = [...state.changes.filter((waiting) => !withdrawn.includes(waiting)), change];
  const plans = terms ? new Map([...facts.plans, [terms.id, terms]]) : facts.plans;
  const planned = { ...facts, plans };
  return { ...(atPeriodEnd ? settle(planned, { changes }) : passed(become(planned, { changes }), now, ids)), change, withdrawn };
}

function draftOwn(facts: SubscriptionFacts, command: SubscriptionCommand, now: Temporal.Instant, ids: Ids): Drafting {
  const { state } = facts;
  switch (command.kind) {
    case 'change':
      return draftChange(facts, command, now, ids);
    case 'withdraw': {
      const withdrawn = state.changes.filter(({ id }) => id === command.changeId);
      if (withdrawn.length === 0) throw billingErrors.subscriptionChangeNotFound({ changeId: command.changeId, subscriptionId: facts.row.id });
      return { ...settle(facts, { changes: state.changes.filter((waiting) => !withdrawn.includes(waiting)) }), withdrawn };
    }
    case 'cancel':
      if (waits(facts, command.when, now)) return settle(facts, { cancelAt: state.period.end, cancelsAtPeriodEnd: true });
      return passed(facts, now, ids, { cancel: true, credit: command.credit });
    case 'uncancel':
      return state.cancelAt === null ? { facts } : settle(facts, { cancelAt: null, cancelsAtPeriodEnd: false });
    case 'pause':
      return passed(become(facts, { resumesAt: command.resumesAt }), now, ids, { pause: true });
    case 'resume':
      return passed(become(facts, { resumesAt: now }), now, ids);
  }
}

/**
 * What a command makes of a subscription at an instant, after all that was due until then. Commands and their previews draft here.
 * `billing.subscription_transition` where the table of states has no such way.
 */
export function draftCommand(facts: SubscriptionFacts, command: SubscriptionCommand, now: Temporal.Instant, ids: Ids): DraftedCommand {
  const missed = draftUntil(facts, now, ids);
  const current = missed.at(-1)?.facts ?? facts;
  const { step, to } = steps[command.kind];
  const { status } = current.state;
  if (transitions[step][status] === undefined) throw billingErrors.subscriptionTransition({ subscriptionId: current.row.id, from: status, to });
  const { facts: next, passage, change = null, withdrawn = [] } = draftOwn(current, command, now, ids);
  return { passages: passage ? [...missed, passage] : missed, facts: next, change, withdrawn };
}
