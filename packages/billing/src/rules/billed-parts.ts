import type { Id } from '@plinth/kernel';
import { Temporal } from 'temporal-polyfill';
import { type InstantPeriod, localDateOf, startOfLocalDay } from './billing-calendar.ts';
import type { Decimal } from './decimal.ts';
import type { Fraction } from './fraction.ts';
import { shareByDay, shareBySecond } from './proration.ts';
import { cycleOf } from './subscription-cycles.ts';
import { type ChargeSchedule, earlier, later, type PlanSchedule, type SubscriptionState } from './subscription-state.ts';

/** Part of a charge's cycle, or all of it, that is billed at an instant. */
export interface ChargedPart {
  readonly kind: 'charge';
  readonly chargeId: Id<'charge'>;
  readonly planId: Id<'plan'>;
  readonly quantity: Decimal;
  readonly period: InstantPeriod;
  readonly cycle: InstantPeriod;
  /** Of the cycle. */
  readonly share: Fraction;
  /** `period` where a cycle begins or ends by itself, `change` where somebody changed something amid it. */
  readonly reason: 'period' | 'change';
}

/** What was billed in advance and is not used from an instant on. */
export interface UnusedPart {
  readonly kind: 'unused';
  /** Of all charges but these, which go on. */
  readonly but: ReadonlySet<Id<'charge'>>;
  readonly from: Temporal.Instant;
  readonly proration: PlanSchedule['proration'];
  readonly timeZone: string;
}

export type BilledPart = ChargedPart | UnusedPart;

/**
 * How a day on which something happens is shared, by day: a day of termination is billed, a day of change belongs to what comes,
 * and an end that was set before divides at the instant if that is a day's first.
 */
export type Division = 'termination' | 'end' | 'change';

/** The instant that divides what was from what comes. */
function dividedAt(at: Temporal.Instant, { proration }: PlanSchedule, timeZone: string, division: Division): Temporal.Instant {
  if (proration === 'second') return at;
  const date = localDateOf(at, timeZone);
  const day = startOfLocalDay(date, timeZone);
  if (division === 'change' || (division === 'end' && day.equals(at))) return day;
  return startOfLocalDay(date.add({ days: 1 }), timeZone);
}

/** A part of a cycle by the plan's measure. */
export function shareOfCycle(part: InstantPeriod, cycle: InstantPeriod, proration: PlanSchedule['proration'], timeZone: string): Fraction {
  if (proration === 'second') return shareBySecond(part, cycle);
  const days = ({ start, end }: InstantPeriod) => ({ start: localDateOf(start, timeZone), end: localDateOf(end, timeZone) });
  return shareByDay(days(part), days(cycle));
}

const isEmpty = ({ start, end }: InstantPeriod): boolean => Temporal.Instant.compare(start, end) >= 0;

function partOf(state: SubscriptionState, charge: ChargeSchedule, period: InstantPeriod, reason: ChargedPart['reason']): ChargedPart[] {
  if (isEmpty(period)) return [];
  const { terms, quantity, cycles } = state;
  const cycle = cycleOf(cycles, terms, charge.interval);
  const share = shareOfCycle(period, cycle, terms.proration, cycles.timeZone);
  return [{ kind: 'charge', chargeId: charge.id, planId: terms.id, quantity, period, cycle, share, reason }];
}

/** True where a charge is the same after an instant as before it. */
function goesOn(charge: ChargeSchedule, before: SubscriptionState | null, after: SubscriptionState | null): boolean {
  if (!before || before.terms.id !== after?.terms.id || !before.cycles.anchoredAt.equals(after.cycles.anchoredAt)) return false;
  return !charge.perQuantity || before.quantity.equals(after.quantity);
}

const sinceOf = (state: SubscriptionState, charge: ChargeSchedule): Temporal.Instant => (charge.perQuantity ? state.quantitySince : state.termsSince);

/** What has been used of a charge that is billed in arrears, once its cycle or its service ends. */
function inArrears(before: SubscriptionState, charge: ChargeSchedule, at: Temporal.Instant, until: Temporal.Instant): ChargedPart[] {
  const { terms, cycles } = before;
  const cycle = cycleOf(cycles, terms, charge.interval);
  const since = sinceOf(before, charge);
  const from = charge.metered ? since : dividedAt(since, terms, cycles.timeZone, 'change');
  // Usage is known up to the instant, even where the rest of the day is paid for.
  return partOf(before, charge, { start: later(cycle.start, from), end: earlier(cycle.end, charge.metered ? at : until) }, 'period');
}

/** What is asked in advance for the rest of a charge's cycle; a service that has an end is not billed beyond it. */
function inAdvance(after: SubscriptionState, charge: ChargeSchedule, reason: ChargedPart['reason']): ChargedPart[] {
  const { cycles, terms, endsAt } = after;
  const cycle = cycleOf(cycles, terms, charge.interval);
  const from = dividedAt(sinceOf(after, charge), terms, cycles.timeZone, 'change');
  const end = endsAt ? earlier(cycle.end, dividedAt(endsAt, terms, cycles.timeZone, 'end')) : cycle.end;
  return partOf(after, charge, { start: later(cycle.start, from), end }, reason);
}

const ofTiming = (state: SubscriptionState | null, timing: ChargeSchedule['timing']): readonly ChargeSchedule[] =>
  state ? state.terms.charges.filter((charge) => charge.timing === timing) : [];

export interface Passing {
  /** What is served before the instant, and from it on; null where nothing is. */
  readonly before: SubscriptionState | null;
  readonly after: SubscriptionState | null;
  readonly at: Temporal.Instant;
  readonly division: Division;
  /** True where the service begins for the first time. */
  readonly first: boolean;
}

/** The charges of both, once each, those of a plan in its order. */
const orderOf = (states: readonly (SubscriptionState | null)[]): Id<'charge'>[] => [...new Set(states.flatMap((state) => state?.terms.charges.map(({ id }) => id) ?? []))];

/**
 * What is billed at an instant: first what is unused of all that was billed in advance and does not go on; then, charge by charge,
 * arrears of all that ends, and in advance what begins.
 */
export function billedParts({ before, after, at, division, first }: Passing): BilledPart[] {
  const endsHere = (charge: ChargeSchedule) => before !== null && Temporal.Instant.compare(cycleOf(before.cycles, before.terms, charge.interval).end, at) <= 0;
  const same = (charge: ChargeSchedule) => goesOn(charge, before, after);
  const ofBefore = before && { ...before, until: dividedAt(at, before.terms, before.cycles.timeZone, division) };

  const ended = ofTiming(before, 'inArrears').filter((charge) => !same(charge) || endsHere(charge));
  const arrears = ofBefore ? ended.flatMap((charge) => inArrears(ofBefore, charge, at, ofBefore.until)) : [];
  const begun = ofTiming(after, 'inAdvance').filter((charge) => !same(charge) || endsHere(charge));
  const advance = after ? begun.flatMap((charge) => inAdvance(after, charge, first || same(charge) ? 'period' : 'change')) : [];

  const [kept, left] = [ofTiming(before, 'inAdvance').filter(same), ofTiming(before, 'inAdvance').filter((charge) => !same(charge))];
  const but = new Set(kept.map(({ id }) => id));
  const unused: UnusedPart[] =
    ofBefore && left.length > 0 ? [{ kind: 'unused', but, from: ofBefore.until, proration: ofBefore.terms.proration, timeZone: ofBefore.cycles.timeZone }] : [];

  const order = orderOf([before, after]);
  return [...unused, ...[...arrears, ...advance].sort((a, b) => order.indexOf(a.chargeId) - order.indexOf(b.chargeId))];
}
