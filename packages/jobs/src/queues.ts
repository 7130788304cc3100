import type { PgBoss, UpdateQueueOptions } from 'pg-boss';
import type { Subscription } from './event.ts';
import type { Tuning } from './tuning.ts';

/** Where events end that no try could deliver; each names the queue that it failed in. */
export const deadLetters = 'dead-letters';

const day = 86_400;

/** pg-boss keeps its tables here, one schema a module. */
export const jobSchema = (module: string): string => `${module}_jobs`;

export const queuesOf = (subscriptions: readonly Subscription[]): string[] => [...new Set(subscriptions.map(({ subscriber }) => subscriber))];

async function ensureQueue(boss: PgBoss, name: string, options: UpdateQueueOptions): Promise<void> {
  const { deadLetter, ...created } = options;
  await boss.createQueue(name, created as Parameters<PgBoss['createQueue']>[1]);
  // The queue may be older than its settings.
  await boss.updateQueue(name, { ...created, deadLetter: deadLetter ?? null });
}

/** Makes the queues of the subscribers, or brings them up to date. Rows alone: workers may not change the schema. */
export async function ensureQueues(boss: PgBoss, subscriptions: readonly Subscription[], tuning: Tuning): Promise<void> {
  await ensureQueue(boss, deadLetters, { retentionSeconds: tuning.keepDeadLettersDays * day });
  for (const name of queuesOf(subscriptions)) {
    await ensureQueue(boss, name, {
      retryLimit: tuning.retries,
      retryBackoff: true,
      retryDelay: 1,
      retryDelayMax: tuning.longestRetrySeconds,
      expireInSeconds: tuning.deliverySeconds,
      deleteAfterSeconds: tuning.keepFinishedSeconds,
      deadLetter: deadLetters,
      notify: true,
    });
  }
}
