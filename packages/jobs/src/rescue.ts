import type { Driver } from '@plinth/db';
import type { PgBoss } from 'pg-boss';
import { arrayText } from './array-text.ts';
import { jobSchema } from './queues.ts';

interface LostJob {
  readonly id: string;
  readonly name: string;
  readonly retryCount: number;
}

/**
 * Fails the jobs whose worker has died, so that another takes them. pg-boss does so too, but together with its statistics,
 * which are too much for every second. An attempt that is settled in the meantime is left alone.
 */
export async function rescue(driver: Driver, boss: PgBoss, module: string, queues: readonly string[]): Promise<void> {
  const lost = await driver<LostJob[]>`
    select id::text as id, name, retry_count as "retryCount" from ${driver(`${jobSchema(module)}.job`)}
    where name = any(${arrayText(queues)}::text[]) and state = 'active' and heartbeat_on + heartbeat_seconds * interval '1 second' < now()
    limit 1000`;
  for (const [name, jobs] of Map.groupBy(lost, (job) => job.name)) {
    await boss.fail(name, jobs.map(({ id, retryCount }) => ({ id, retryCount })), { error: 'WorkerLost' });
  }
}
