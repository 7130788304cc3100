import type { Temporal } from 'temporal-polyfill';
import { type BilledPart, billedParts } from './billed-parts.ts';
import { localDateOf, startOfLocalDay } from './billing-calendar.ts';
import { cyclesFrom, cyclesUnder, cycleOf, endOfStep, nextMonthly } from './subscription-cycles.ts';
import { hasCome, later, type PlanSchedule, type ScheduledChange, servedIn, type SubscriptionState } from './subscription-state.ts';
import { isOver, isServing, statusAfter, type SubscriptionStep } from './subscription-states.ts';

/** What somebody asks for at an instant, beside what falls due by itself. */
export interface Asked {
  readonly pause?: boolean;
  /** Ends the service now: by day, this day is still billed. */
  readonly cancel?: boolean;
}

export interface Passage {
  readonly at: Temporal.Instant;
  readonly next: SubscriptionState;
  /** The changes that came about. */
  readonly applied: readonly ScheduledChange[];
  /** What is billed for it, in the order of the plans. */
  readonly parts: readonly BilledPart[];
}

const step = (state: SubscriptionState, name: SubscriptionStep): SubscriptionState => ({ ...state, status: statusAfter(state.status, name) });

/** Service begins, or begins anew in a cycle of its own; the first period may be the last part of a cycle. */
function begin(state: SubscriptionState, terms: PlanSchedule, from: Temporal.Instant): SubscriptionState {
  const cycles = cyclesFrom(terms, from, state.cycles.timeZone, state.anchorDay);
  const { start, end } = cycleOf(cycles, terms, null);
  const period = { start: later(start, from), end };
  return keepToPeriodEnd({ ...state, terms, cycles, period, termsSince: from, quantitySince: from });
}

function keepToPeriodEnd(state: SubscriptionState): SubscriptionState {
  const { end } = state.period;
  const changes = state.changes.map((change) => (change.atPeriodEnd ? { ...change, effectiveAt: end } : change));
  return { ...state, changes, cancelAt: state.cancelsAtPeriodEnd ? end : state.cancelAt };
}

/** The first instant of the day that an instant lies in: where a service that is made at some hour begins. */
export const dayOf = (at: Temporal.Instant, timeZone: string): Temporal.Instant => startOfLocalDay(localDateOf(at, timeZone), timeZone);

function start(state: SubscriptionState): SubscriptionState {
  const { startsAt, trialEndsAt, cycles } = state;
  if (trialEndsAt === null) return begin(step(state, 'start'), state.terms, dayOf(startsAt, cycles.timeZone));
  return keepToPeriodEnd({ ...step(state, 'startTrial'), period: { start: startsAt, end: trialEndsAt } });
}

/** Service goes on in the cycles that never stopped being counted. */
function resume(state: SubscriptionState, at: Temporal.Instant): SubscriptionState {
  const cycles = cyclesUnder(state.terms, state.cycles, at);
  const resumed = { ...step(state, 'resume'), cycles, period: cycleOf(cycles, state.terms, null), termsSince: at, quantitySince: at, resumesAt: null };
  return keepToPeriodEnd(resumed);
}

const sameInterval = (a: PlanSchedule, b: PlanSchedule): boolean => a.interval.unit === b.interval.unit && a.interval.count === b.interval.count;

function change(state: SubscriptionState, { terms, quantity }: ScheduledChange, at: Temporal.Instant): SubscriptionState {
  const changed = step(state, 'change');
  const held = quantity === null || quantity.equals(state.quantity) ? changed : { ...changed, quantity, quantitySince: at };
  if (terms === null || terms.id === state.terms.id) return held;
  const anew = !sameInterval(terms, state.terms);
  if (!isServing(state.status)) return { ...held, terms, cycles: anew ? cyclesFrom(terms, at, state.cycles.timeZone, state.anchorDay) : state.cycles };
  if (anew) return begin(held, terms, at);
  return { ...held, terms, cycles: cyclesUnder(terms, state.cycles, at), termsSince: at, quantitySince: at };
}

function goOn(state: SubscriptionState, at: Temporal.Instant): SubscriptionState {
  if (!isServing(state.status) || !hasCome(endOfStep(state.cycles, state.terms), at)) return state;
  const cycles = { ...state.cycles, step: state.cycles.step + 1 };
  return { ...state, cycles, period: hasCome(state.period.end, at) ? cycleOf(cycles, state.terms, null) : state.period };
}

function end(state: SubscriptionState, at: Temporal.Instant, { cancel = false }: Asked): SubscriptionState {
  if (isOver(state.status)) return state;
  const name = cancel || hasCome(state.cancelAt, at) ? 'cancel' : hasCome(state.endsAt, at) ? 'expire' : null;
  if (name === null) return state;
  return { ...step(state, name), endedAt: at, changes: [], cancelAt: name === 'cancel' ? at : null, cancelsAtPeriodEnd: false };
}

const billsUsage = (served: SubscriptionState | null, parts: readonly BilledPart[]): boolean =>
  parts.some((part) => part.kind === 'charge' && served?.terms.charges.some(({ id, metered }) => metered && id === part.chargeId));

/** Usage that comes late is billed with whatever else is; where nothing else will be, on the days of the month on which that was. */
function settle(next: SubscriptionState, at: Temporal.Instant, usageBilled: boolean): SubscriptionState {
  const waits = usageBilled && (next.status === 'paused' || isOver(next.status));
  return { ...next, usageBilled, settlesAt: waits ? nextMonthly(next.cycles, next.anchorDay, at) : null };
}

/**
 * What happens to a subscription at an instant, by itself and because it is asked for, and what is billed for it. An instant at
 * which nothing is due changes nothing. The billing run, each command and each preview go through here and nowhere else.
 */
export function passInstant(state: SubscriptionState, at: Temporal.Instant, asked: Asked = {}): Passage {
  const applied = state.changes.filter(({ effectiveAt }) => hasCome(effectiveAt, at));
  let next: SubscriptionState = { ...state, changes: state.changes.filter((waiting) => !applied.includes(waiting)) };
  if (next.status === 'scheduled' && hasCome(next.startsAt, at)) next = start(next);
  if (next.status === 'trialing' && next.trialEndsAt !== null && hasCome(next.trialEndsAt, at)) next = begin(step(next, 'endTrial'), next.terms, next.trialEndsAt);
  if (next.status === 'paused' && hasCome(next.resumesAt, at)) next = resume(next, at);
  next = goOn(next, at);
  for (const due of applied) next = change(next, due, at);
  if (asked.pause === true) next = step(next, 'pause');
  next = end(next, at, asked);
  const division = asked.cancel === true ? 'termination' : next.endedAt ? 'end' : 'change';
  const first = state.status === 'scheduled' || state.status === 'trialing';
  const parts = billedParts({ before: servedIn(state), after: servedIn(next), at, division, first });
  return { at, next: settle(next, at, state.usageBilled || billsUsage(servedIn(state), parts)), applied, parts };
}
