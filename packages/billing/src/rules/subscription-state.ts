import type { Id } from '@plinth/kernel';
import { Temporal } from 'temporal-polyfill';
import type { InstantPeriod } from './billing-calendar.ts';
import type { BillingInterval } from './billing-interval.ts';
import type { Decimal } from './decimal.ts';
import { type Cycles, endOfStep } from './subscription-cycles.ts';
import { isOver, isServing, type SubscriptionStatus } from './subscription-states.ts';

/** What the passage of time needs to know of a charge. */
export interface ChargeSchedule {
  readonly id: Id<'charge'>;
  readonly timing: 'inAdvance' | 'inArrears';
  /** Null for the plan's. */
  readonly interval: BillingInterval | null;
  /** True where usage is counted; the subscription's quantity, or nothing, otherwise. */
  readonly metered: boolean;
  /** True where the amount depends on the subscription's quantity. */
  readonly perQuantity: boolean;
}

export interface PlanSchedule {
  readonly id: Id<'plan'>;
  readonly interval: BillingInterval;
  /** By what a part of a cycle is measured. */
  readonly proration: 'second' | 'day';
  readonly charges: readonly ChargeSchedule[];
}

/** A change that waits for its instant; null leaves what is. */
export interface ScheduledChange {
  readonly id: Id<'subchange'>;
  readonly terms: PlanSchedule | null;
  readonly quantity: Decimal | null;
  readonly effectiveAt: Temporal.Instant;
  /** True where it keeps to the end of the period, wherever that moves. */
  readonly atPeriodEnd: boolean;
}

/** A subscription as of the last instant at which anything happened to it. */
export interface SubscriptionState {
  readonly status: SubscriptionStatus;
  readonly terms: PlanSchedule;
  readonly quantity: Decimal;
  readonly cycles: Cycles;
  /** Day of the month that periods are anchored on; null for the day on which they began. */
  readonly anchorDay: number | null;
  /** The plan's own cycle, or the trial. */
  readonly period: InstantPeriod;
  readonly startsAt: Temporal.Instant;
  readonly trialEndsAt: Temporal.Instant | null;
  /** From when on the plan, and its quantity, are billed in arrears. */
  readonly termsSince: Temporal.Instant;
  readonly quantitySince: Temporal.Instant;
  readonly resumesAt: Temporal.Instant | null;
  readonly cancelAt: Temporal.Instant | null;
  readonly cancelsAtPeriodEnd: boolean;
  readonly endsAt: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
  /** True once usage was billed: more of it may come late. */
  readonly usageBilled: boolean;
  /** When it is looked for usage that came late while nothing else is billed; null where something is, or where no usage was billed. */
  readonly settlesAt: Temporal.Instant | null;
  /** In the order in which they are to happen. */
  readonly changes: readonly ScheduledChange[];
}

/** True once an instant has come. */
export const hasCome = (due: Temporal.Instant | null, at: Temporal.Instant): boolean => due !== null && Temporal.Instant.compare(due, at) <= 0;

export const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (Temporal.Instant.compare(a, b) <= 0 ? a : b);
export const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant => (Temporal.Instant.compare(a, b) >= 0 ? a : b);

/** When the next thing happens to a subscription by itself; null where nothing will. */
export function nextDue(state: SubscriptionState): Temporal.Instant | null {
  if (isOver(state.status)) return state.settlesAt;
  const { status, settlesAt, startsAt, trialEndsAt, resumesAt, cancelAt, endsAt, changes } = state;
  const own = {
    scheduled: startsAt,
    trialing: trialEndsAt,
    paused: resumesAt,
    active: endOfStep(state.cycles, state.terms),
    past_due: endOfStep(state.cycles, state.terms),
  };
  const candidates = [isOver(status) ? null : own[status as keyof typeof own], settlesAt, cancelAt, endsAt, ...changes.map(({ effectiveAt }) => effectiveAt)];
  return candidates.reduce((first, next) => (first && next ? earlier(first, next) : (first ?? next)), null);
}

/** What is served: null where nothing is. */
export const servedIn = (state: SubscriptionState): SubscriptionState | null => (isServing(state.status) ? state : null);
