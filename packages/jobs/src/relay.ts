import type { Driver } from '@plinth/db';
import type { Clock } from '@plinth/kernel';
import type { PgBoss } from 'pg-boss';
import type { TransactionSql } from 'postgres';
import { arrayText } from './array-text.ts';
import type { EventRecord, JsonValue, Subscription } from './event.ts';
import { inTransaction } from './queue-database.ts';

interface OutboxRow {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: string;
  readonly occurredAt: string;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  /** False while a transaction is open that began earlier: its events, should it commit, come before this one. */
  readonly settled: boolean;
}

export interface RelayOptions {
  readonly module: string;
  readonly driver: Driver;
  readonly boss: PgBoss;
  readonly clock: Clock;
  readonly subscriptions: readonly Subscription[];
  readonly batch: number;
  readonly heartbeatSeconds: number;
}

/** `all` where nothing is left, `more` after a full batch, `held` where another relay or an older transaction is in the way. */
export type Relayed = 'all' | 'more' | 'held';

/** The oldest events that wait, in the order of their transactions. The snapshot is the statement's own, taken under the lock. */
const waitingRows = (tx: TransactionSql, module: string, batch: number) => tx<OutboxRow[]>`
  select id::text as id, type, version, payload::text as payload, request_id as "requestId", traceparent,
    to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt",
    transaction_id < pg_snapshot_xmin(pg_current_snapshot()) as settled
  from ${tx(`${module}.outbox`)}
  where relayed_at is null
  order by transaction_id, position
  limit ${batch}`;

const toEvent = ({ id, type, version, payload, occurredAt, requestId, traceparent }: OutboxRow): EventRecord => ({
  id,
  type,
  version,
  payload: JSON.parse(payload) as JsonValue,
  occurredAt,
  ...(requestId !== null && { requestId }),
  ...(traceparent !== null && { traceparent }),
});

async function takeLock(tx: TransactionSql, module: string): Promise<boolean> {
  const [lock] = await tx<{ taken: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`plinth relay ${module}`}, 0)) as taken`;
  return lock?.taken === true;
}

/** Turns a batch of events into one job for each subscriber, in the transaction that marks them. */
export function relay({ module, driver, boss, clock, subscriptions, batch, heartbeatSeconds }: RelayOptions): Promise<Relayed> {
  return driver.begin(async (tx): Promise<Relayed> => {
    if (!(await takeLock(tx, module))) return 'held';
    const rows = await waitingRows(tx, module, batch);
    const events = rows.filter(({ settled }) => settled).map(toEvent);
    for (const { subscriber, event: type } of subscriptions) {
      // The event's id is the job's, so a queue holds an event once however often it is relayed.
      const jobs = events.filter((event) => event.type === type).map((event) => ({ id: event.id, data: event, heartbeatSeconds }));
      if (jobs.length > 0) await boss.insert(subscriber, jobs, { db: inTransaction(tx) });
    }
    if (events.length > 0) {
      await tx`
        update ${tx(`${module}.outbox`)} set relayed_at = ${clock.now().toISOString()}
        where id = any(${arrayText(events.map(({ id }) => id))}::uuid[])`;
    }
    if (events.length < rows.length) return 'held';
    return rows.length === batch ? 'more' : 'all';
  });
}
