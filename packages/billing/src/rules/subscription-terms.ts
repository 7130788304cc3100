import type { FieldIssue } from '@plinth/kernel';
import { Temporal } from 'temporal-polyfill';
import { type BillingInterval, lengthOf } from './billing-interval.ts';

/** What somebody wants a new subscription to be. */
export interface SubscriptionTerms {
  readonly now: Temporal.Instant;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant | null;
  readonly trialEndsAt: Temporal.Instant | null;
  /** True where both days and an end of the trial were named. */
  readonly trialTwice: boolean;
  readonly anchorDay: number | null;
  readonly interval: BillingInterval;
}

const daysBetween = (from: Temporal.Instant, to: Temporal.Instant): number => (to.epochMilliseconds - from.epochMilliseconds) / 86_400_000;

const furthestBack = 366;
const furthestAhead = 3660;
const longestTrial = 732;

/** All that is wrong with the terms of a new subscription. */
export function subscriptionTermProblems({ now, startsAt, endsAt, trialEndsAt, trialTwice, anchorDay, interval }: SubscriptionTerms): FieldIssue[] {
  const problems: FieldIssue[] = [];
  const refuse = (pointer: string, code: string, message: string) => problems.push({ pointer, code, message });
  if (daysBetween(startsAt, now) > furthestBack) refuse('/startsAt', 'too_far_back', `At most ${furthestBack} days before now.`);
  if (daysBetween(now, startsAt) > furthestAhead) refuse('/startsAt', 'too_far_ahead', `At most ${furthestAhead} days from now.`);
  if (trialTwice) refuse('/trialEnd', 'trial_twice', 'Either days of trial or its end.');
  if (trialEndsAt && Temporal.Instant.compare(trialEndsAt, startsAt) <= 0) refuse('/trialEnd', 'not_after_start', 'A trial ends after the start.');
  if (trialEndsAt && daysBetween(startsAt, trialEndsAt) > longestTrial) refuse('/trialEnd', 'too_far_ahead', `A trial lasts at most ${longestTrial} days.`);
  if (endsAt && Temporal.Instant.compare(endsAt, startsAt) <= 0) refuse('/endsAt', 'not_after_start', 'An end comes after the start.');
  if (endsAt && Temporal.Instant.compare(endsAt, now) <= 0) refuse('/endsAt', 'not_in_future', 'An end comes after now.');
  if (anchorDay !== null && !('months' in lengthOf(interval))) {
    refuse('/anchorDay', 'anchor_day_without_months', 'The plan is paid by days or weeks; only months have a day to begin on.');
  }
  return problems;
}
