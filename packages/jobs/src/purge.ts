import type { Driver } from '@plinth/db';
import type { Clock } from '@plinth/kernel';
import type { Schedule } from './schedules.ts';

const batch = 5_000;
const day = 86_400_000;

/** Removes the events that were relayed before `before`, a batch a transaction. Events that wait are never removed. */
export async function purgeOutbox(driver: Driver, module: string, before: Date): Promise<void> {
  const outbox = driver(`${module}.outbox`);
  let removed = batch;
  while (removed === batch) {
    const result = await driver`
      delete from ${outbox} where id in (select id from ${outbox} where relayed_at < ${before.toISOString()} limit ${batch})`;
    removed = result.count;
  }
}

export interface PurgeOptions {
  readonly module: string;
  readonly driver: Driver;
  readonly clock: Clock;
  readonly days: number;
}

/** Every hour, off the full one: events that were relayed more than `days` ago. */
export const purgeOf = ({ module, driver, clock, days }: PurgeOptions): Schedule => ({
  name: 'purge-outbox',
  cron: '17 * * * *',
  run: () => purgeOutbox(driver, module, new Date(clock.now().getTime() - days * day)),
});
