/** How a worker behaves; every entry has a default. */
export interface Tuning {
  /** Deliveries that run at once, for each subscriber in each process. */
  readonly concurrency: number;
  /** Tries after the first one; then the event goes to the dead letters. */
  readonly retries: number;
  /** The n-th retry waits a random time between 2^(n-1) and 2^n seconds, but never longer than this. */
  readonly longestRetrySeconds: number;
  /** A delivery that takes longer counts as failed. */
  readonly deliverySeconds: number;
  /** A worker that has not been heard of for so long is taken for dead, and what it had in hand is delivered again. */
  readonly heartbeatSeconds: number;
  /** How long `stop` waits for what runs. */
  readonly stopSeconds: number;
  /** How often to look where no notification arrives. */
  readonly pollSeconds: number;
  /** Events that one transaction relays. */
  readonly batch: number;
  readonly keepRelayedDays: number;
  readonly keepFinishedSeconds: number;
  readonly keepDeadLettersDays: number;
}

export const defaultTuning: Tuning = {
  concurrency: 8,
  retries: 14,
  longestRetrySeconds: 3600,
  deliverySeconds: 60,
  heartbeatSeconds: 4,
  stopSeconds: 20,
  pollSeconds: 1,
  batch: 500,
  keepRelayedDays: 7,
  keepFinishedSeconds: 3600,
  keepDeadLettersDays: 30,
};
