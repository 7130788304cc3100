import type { Clock } from '@plinth/kernel';
import { meter, withLogContext, withTraceparent } from '@plinth/observability';
import type { Job, JobResult } from 'pg-boss';
import type { Delivery, EventRecord } from './event.ts';
import type { WorkerLogger } from './report.ts';

export interface DeliverOptions {
  readonly subscriber: string;
  readonly deliver: (delivery: Delivery) => Promise<void>;
  readonly clock: Clock;
  readonly retries: number;
  readonly logger: WorkerLogger;
}

const boundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600];

/** What a job keeps of an error for days: its message might quote a person's input. */
const outline = (error: unknown): { error: string; code?: string } => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return { error: error instanceof Error ? error.name : typeof error, ...(typeof code === 'string' && { code }) };
};

/** Hands jobs to the subscriber, each by itself: one that fails takes no other with it. */
export function deliverer({ subscriber, deliver, clock, retries, logger }: DeliverOptions) {
  const lag = meter().createHistogram('plinth_event_lag_seconds', {
    description: 'From the event to the end of its delivery, by subscriber.',
    unit: 's',
    advice: { explicitBucketBoundaries: boundaries },
  });

  const noteFailure = (error: unknown, { data: event, retryCount }: Job<EventRecord>): void => {
    const facts = { subscriber, eventId: event.id, eventType: event.type, attempt: retryCount + 1, err: error };
    if (retryCount >= retries) logger.error(facts, 'The last try to deliver an event failed; it is among the dead letters.');
    else logger.warn(facts, 'A delivery failed; it is tried again.');
  };

  const deliverOne = async (job: Job<EventRecord>): Promise<JobResult> => {
    const event = job.data;
    const context = { subscriber, eventId: event.id, ...(event.requestId !== undefined && { requestId: event.requestId }) };
    try {
      await withLogContext(context, () => withTraceparent(event.traceparent, () => deliver({ subscriber, event })));
    } catch (error) {
      noteFailure(error, job);
      return { id: job.id, status: 'failed', output: outline(error) };
    }
    lag.record(Math.max(0, clock.now().getTime() - Date.parse(event.occurredAt)) / 1000, { subscriber });
    return { id: job.id, status: 'completed' };
  };

  return (jobs: Job<EventRecord>[]): Promise<JobResult[]> => Promise.all(jobs.map(deliverOne));
}
