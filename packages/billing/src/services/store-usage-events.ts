import { compile, compileWrite, instant, json, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { ReadEvent } from '../rules/usage-event.ts';
import { ensureUsageMonths } from './ensure-usage-months.ts';

// The keys are taken in their own order, whatever the order of the batch: two batches that share events wait for each other one way
// round. A key that another transaction has just taken is not seen by this statement, only left out of its answer.
const insertNew = compileWrite(
  { events: json, receivedAt: instant },
  (_q, p) => sql<{ position: number }>`
    with event as materialized (
      select * from jsonb_to_recordset(${p.events}::jsonb) as event (position integer, "accountId" uuid, "ownerId" text, key bytea, "payloadHash" bytea,
        type text, source text, id text, time timestamptz, data jsonb)
    ), taken as (
      insert into billing.usage_event_keys (account_id, owner_id, key, payload_hash)
      select event."accountId", event."ownerId", event.key, event."payloadHash" from event order by event."accountId", event.key
      on conflict do nothing
      returning account_id, key
    ), stored as (
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, data, received_at)
      select event."accountId", event."ownerId", event.type, event.source, event.id, event.time, event.data, ${p.receivedAt}::timestamptz
      from event join taken on taken.account_id = event."accountId" and taken.key = event.key
    )
    select event.position from event join taken on taken.account_id = event."accountId" and taken.key = event.key`,
);

const storedHashes = compile(
  { keys: json },
  (_q, p) => sql<{ position: number; payloadHash: string }>`
    select asked.position, encode(stored.payload_hash, 'hex') as "payloadHash"
    from jsonb_to_recordset(${p.keys}::jsonb) as asked (position integer, "accountId" uuid, key bytea)
    join billing.usage_event_keys stored on stored.account_id = asked."accountId" and stored.key = asked.key`,
);

/** An event that may be counted, and whose. */
export interface CountableEvent {
  readonly event: ReadEvent;
  readonly ownerId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type Stored = 'accepted' | 'duplicate' | 'conflict';

const bytea = (hex: string): string => `\\x${hex}`;

/** One entry for each identity: the first of those that a batch repeats. */
function distinct(events: readonly CountableEvent[]): Map<string, number> {
  const first = new Map<string, number>();
  events.forEach(({ event: { accountId, key } }, position) => {
    const identity = `${accountId} ${key}`;
    if (!first.has(identity)) first.set(identity, position);
  });
  return first;
}

/**
 * Counts each event whose identity is new, in at most three statements however many there are. An event that is there already, from
 * before, from another transaction or from earlier in the same batch, is a duplicate if it says the same, and a conflict otherwise.
 */
export async function storeUsageEvents(tx: Tx<'billing'>, events: readonly CountableEvent[], receivedAt: Date): Promise<Stored[]> {
  if (events.length === 0) return [];
  const uuids = new Map<Id<'acct'>, string>();
  const uuidOf = (id: Id<'acct'>): string => uuids.get(id) ?? uuids.set(id, idToUuid(id)).get(id) ?? '';
  const first = distinct(events);
  const rows = [...first.values()].flatMap((position) =>
    events.slice(position, position + 1).map(({ event: { accountId, key, payloadHash, type, source, id, data }, ownerId, at }) => ({
      position, accountId: uuidOf(accountId), ownerId, key: bytea(key), payloadHash: bytea(payloadHash), type, source, id, time: new Date(at).toISOString(), data,
    })),
  );
  await ensureUsageMonths(tx, events.map(({ at }) => at));
  const accepted = new Set((await tx.run(insertNew, { events: rows, receivedAt })).map(({ position }) => position));
  const known = rows.filter(({ position }) => !accepted.has(position)).map(({ position, accountId, key }) => ({ position, accountId, key }));
  const hashes = new Map((known.length === 0 ? [] : await tx.run(storedHashes, { keys: known })).map((row) => [row.position, row.payloadHash]));
  return events.map(({ event: { accountId, key, payloadHash } }, position) => {
    if (accepted.has(position)) return 'accepted';
    const original = first.get(`${accountId} ${key}`) ?? position;
    const says = accepted.has(original) ? events[original]?.event.payloadHash : hashes.get(original);
    return says === payloadHash ? 'duplicate' : 'conflict';
  });
}
