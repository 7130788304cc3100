import type { Driver } from '@plinth/db';
import { type Figure, observeFigures } from '@plinth/observability';
import { deadLetters, jobSchema } from './queues.ts';

const descriptions = {
  plinth_events_undelivered: 'Events on their way, by queue: the outbox, then one for each subscriber. More than 100000 count as so many.',
  plinth_events_undelivered_oldest_seconds: 'Age of the oldest event of a queue; 0 where it has none.',
  plinth_dead_letters: 'Events that no try could deliver, by the queue that they failed in.',
};

const most = 100_000;

interface QueueRow {
  readonly queue: string;
  readonly waiting: number;
  readonly oldest: number;
  /** Null for the outbox. */
  readonly dead: number | null;
}

/** In one statement, each part by an index that holds nothing that is done with. */
const queues = (driver: Driver, module: string) => driver<QueueRow[]>`
  select 'outbox' as queue, waiting.*, null::integer as dead
  from (
    select count(*)::integer as waiting, coalesce(extract(epoch from clock_timestamp() - min(occurred_at)), 0)::double precision as oldest
    from (select occurred_at from ${driver(`${module}.outbox`)} where relayed_at is null limit ${most}) as bounded
  ) as waiting
  union all
  select queue.name, waiting.*, (select count(*)::integer from ${driver(`${jobSchema(module)}.job`)} where name = ${deadLetters} and state < 'active' and source_name = queue.name)
  from ${driver(`${jobSchema(module)}.queue`)} as queue, lateral (
    select count(*)::integer, coalesce(extract(epoch from clock_timestamp() - min(created_on)), 0)::double precision
    from (select created_on from ${driver(`${jobSchema(module)}.job`)} where name = queue.name and state in ('created', 'retry', 'active') limit ${most}) as bounded
  ) as waiting
  where queue.dead_letter = ${deadLetters}`;

async function read(driver: Driver, module: string): Promise<Figure<keyof typeof descriptions>[]> {
  return (await queues(driver, module)).flatMap(({ queue, waiting, oldest, dead }) => {
    const labels = { module, queue };
    return [
      { name: 'plinth_events_undelivered', value: waiting, labels },
      { name: 'plinth_events_undelivered_oldest_seconds', value: Math.max(0, oldest), labels },
      ...(dead === null ? [] : [{ name: 'plinth_dead_letters' as const, value: dead, labels }]),
    ];
  });
}

/** Shows what of a module's events is on its way and what is lost on it, read with the metrics. Returns what ends it. */
export const observeEvents = (module: string, driver: Driver): (() => void) => observeFigures(descriptions, () => read(driver, module));
