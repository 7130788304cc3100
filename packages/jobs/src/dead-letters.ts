import type { Driver } from '@plinth/db';
import { createBoss } from './boss.ts';
import { deadLetters, jobSchema } from './queues.ts';
import { reportTo, type WorkerLogger } from './report.ts';

/** An event that no try could deliver to one subscriber. */
export interface DeadLetter {
  /** Of the subscriber, such as `billing.openAccount`. */
  readonly queue: string;
  readonly eventId: string;
  readonly type: string;
  /** RFC 3339; when the last try had failed. */
  readonly failedAt: string;
  /** The name of the error of the last try, or its code; its message is in the log alone. */
  readonly error: string | null;
}

/** Which letters: all of the module's, where both are left out. */
export interface DeadLetterFilter {
  readonly queue?: string | undefined;
  readonly eventId?: string | undefined;
}

export interface ListDeadLetters extends DeadLetterFilter {
  readonly limit: number;
}

/** The dead letters of a module's events, those of the latest failures first. */
export function listDeadLetters(driver: Driver, module: string, { queue, eventId, limit }: ListDeadLetters): Promise<DeadLetter[]> {
  return driver<DeadLetter[]>`
    select source_name as queue, data->>'id' as "eventId", data->>'type' as type, coalesce(source_output->>'code', source_output->>'error') as error,
      to_char(created_on at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "failedAt"
    from ${driver(`${jobSchema(module)}.job`)}
    where name = ${deadLetters} and state < 'active' and source_name = coalesce(${queue ?? null}::text, source_name) and data->>'id' = coalesce(${eventId ?? null}::text, data->>'id')
    order by created_on desc, id
    limit ${limit}`;
}

interface ResendOptions {
  readonly module: string;
  readonly driver: Driver;
  readonly logger: WorkerLogger;
}

const batch = 1000;

/**
 * Puts dead letters back into the queues that they failed in, each with all its tries before it, and resolves to how many. A subscriber that has
 * had the event meanwhile does nothing the second time.
 */
export async function resendDeadLetters({ module, driver, logger }: ResendOptions, { queue, eventId }: DeadLetterFilter): Promise<number> {
  const boss = createBoss({ module, driver, logger, report: reportTo(logger, module), schedules: false });
  await boss.start();
  try {
    // The first worker of the module makes it.
    if ((await boss.getQueue(deadLetters)) === null) return 0;
    const filter = { ...(queue !== undefined && { sourceName: queue }), ...(eventId !== undefined && { data: { id: eventId } }), limit: batch };
    let resent = 0;
    for (let moved = batch; moved === batch; resent += moved) moved = await boss.redrive(deadLetters, filter);
    return resent;
  } finally {
    await boss.stop({ graceful: false });
  }
}
