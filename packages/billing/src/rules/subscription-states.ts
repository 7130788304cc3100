/** In the order of a life; the last two are its ends. */
export const subscriptionStatuses = ['scheduled', 'trialing', 'active', 'past_due', 'paused', 'canceled', 'expired'] as const;

export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

export type SubscriptionStep = 'start' | 'startTrial' | 'endTrial' | 'fallBehind' | 'catchUp' | 'pause' | 'resume' | 'change' | 'cancel' | 'expire';

type From = Readonly<Partial<Record<SubscriptionStatus, SubscriptionStatus>>>;

const untilOver = (to: SubscriptionStatus): From => ({ scheduled: to, trialing: to, active: to, past_due: to, paused: to });

/** Every way from one status to another; what is not here cannot happen. */
export const transitions: Readonly<Record<SubscriptionStep, From>> = {
  start: { scheduled: 'active' },
  startTrial: { scheduled: 'trialing' },
  endTrial: { trialing: 'active' },
  fallBehind: { active: 'past_due' },
  catchUp: { past_due: 'active' },
  pause: { active: 'paused', past_due: 'paused' },
  resume: { paused: 'active' },
  change: { scheduled: 'scheduled', trialing: 'trialing', active: 'active', past_due: 'past_due', paused: 'paused' },
  cancel: untilOver('canceled'),
  expire: untilOver('expired'),
};

/** A step that the table does not have. */
class ImpossibleTransition extends Error {
  readonly from: SubscriptionStatus;
  readonly step: SubscriptionStep;

  constructor(from: SubscriptionStatus, step: SubscriptionStep) {
    super(`A subscription that is ${from} takes no step ${step}.`);
    this.from = from;
    this.step = step;
  }
}

/** The status after a step; `ImpossibleTransition` where there is none. */
export function statusAfter(from: SubscriptionStatus, step: SubscriptionStep): SubscriptionStatus {
  const to = transitions[step][from];
  if (to === undefined) throw new ImpossibleTransition(from, step);
  return to;
}

/** True where service is rendered for money: neither before it begins or on trial, nor paused, nor over. */
export const isServing = (status: SubscriptionStatus): boolean => status === 'active' || status === 'past_due';

export const isOver = (status: SubscriptionStatus): boolean => status === 'canceled' || status === 'expired';
