import { arrayOf, compile, compileWrite, type Encoder, instant, type Tx } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { usageEvents } from '../db/usage.ts';
import type { ReadEvent } from '../rules/usage-event.ts';
import { ensureUsageMonths } from './ensure-usage-months.ts';

const asItIs = <Value>(): Encoder<Value> => ({ mapToDriverValue: (value: Value) => value });

/** Whose events: the accounts once, and for each event which of them it is about, from 1. Keys are one after the other, 16 bytes each. */
const identity = { accountIds: arrayOf(usageEvents.accountId), accounts: asItIs<readonly number[]>(), keys: asItIs<Uint8Array>() };

const newEvents = {
  ...identity,
  ownerIds: arrayOf(usageEvents.ownerId),
  payloadHashes: asItIs<Uint8Array>(),
  types: arrayOf(usageEvents.type),
  sources: arrayOf(usageEvents.source),
  ids: arrayOf(usageEvents.eventId),
  instants: asItIs<readonly number[]>(),
  data: asItIs<readonly (string | null)[]>(),
  receivedAt: instant,
};

// The keys are taken in their own order, whatever the order of the batch: two batches that share events wait for each other one way
// round. A key that another transaction has just taken is not seen by this statement, only left out of its answer.
const insertNew = compileWrite(
  newEvents,
  (_q, p) => sql<{ position: number }>`
    with event as materialized (
      select position::integer, (${p.accountIds}::uuid[])[account] as account_id, (${p.ownerIds}::text[])[account] as owner_id,
        substring(${p.keys}::bytea from position::integer * 16 - 15 for 16) as key,
        substring(${p.payloadHashes}::bytea from position::integer * 16 - 15 for 16) as payload_hash,
        type, source, id, to_timestamp(instant / 1000) as time, data
      from unnest(${p.accounts}::integer[], ${p.types}::text[], ${p.sources}::text[], ${p.ids}::text[], ${p.instants}::double precision[],
        ${p.data}::text[]) with ordinality as event (account, type, source, id, instant, data, position)
    ), taken as (
      insert into billing.usage_event_keys (account_id, owner_id, key, payload_hash)
      select account_id, owner_id, key, payload_hash from event order by account_id, key
      on conflict do nothing
      returning account_id, key
    ), stored as (
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, data, received_at)
      select account_id, owner_id, type, source, id, time, data::jsonb, ${p.receivedAt}::timestamptz from event join taken using (account_id, key)
    )
    select position from event join taken using (account_id, key)`,
);

const storedHashes = compile(
  identity,
  (_q, p) => sql<{ position: number; payloadHash: string }>`
    select position::integer, encode(stored.payload_hash, 'hex') as "payloadHash"
    from unnest(${p.accounts}::integer[]) with ordinality as asked (account, position)
    join billing.usage_event_keys stored on stored.account_id = (${p.accountIds}::uuid[])[account]
      and stored.key = substring(${p.keys}::bytea from position::integer * 16 - 15 for 16)`,
);

/** An event that may be counted, and whose. */
export interface CountableEvent {
  readonly event: ReadEvent;
  readonly ownerId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type Stored = 'accepted' | 'duplicate' | 'conflict';

const identityOf = ({ event: { accountId, key } }: CountableEvent): string => `${accountId}${key}`;

const bytes = (hexadecimal: readonly string[]): Uint8Array => Buffer.from(hexadecimal.join(''), 'hex');

/** The accounts of events, numbered from 1. */
function accountsOf(events: readonly CountableEvent[]) {
  const owners = new Map<Id<'acct'>, string>(events.map(({ event, ownerId }) => [event.accountId, ownerId]));
  const numbers = new Map([...owners.keys()].map((id, index) => [id, index + 1]));
  return {
    accountIds: [...owners.keys()],
    ownerIds: [...owners.values()],
    accounts: events.map(({ event }) => numbers.get(event.accountId) ?? 0),
    keys: bytes(events.map(({ event }) => event.key)),
  };
}

const columnsOf = (events: readonly CountableEvent[]) => ({
  ...accountsOf(events),
  payloadHashes: bytes(events.map(({ event }) => event.payloadHash)),
  types: events.map(({ event }) => event.type),
  sources: events.map(({ event }) => event.source),
  ids: events.map(({ event }) => event.id),
  instants: events.map(({ at }) => at),
  data: events.map(({ event: { data } }) => data && JSON.stringify(data)),
});

/**
 * Counts each event whose identity is new, in at most three statements however many there are. An event that is there already, from
 * before, from another transaction or from earlier in the same batch, is a duplicate if it says the same, and a conflict otherwise.
 */
export async function storeUsageEvents(tx: Tx<'billing'>, events: readonly CountableEvent[], receivedAt: Date): Promise<Stored[]> {
  if (events.length === 0) return [];
  const first = new Map(events.toReversed().map((event) => [identityOf(event), event]));
  const distinct = [...first.values()];
  await ensureUsageMonths(tx, distinct.map(({ at }) => at));
  const rows = await tx.run(insertNew, { ...columnsOf(distinct), receivedAt });
  const accepted = new Set(rows.map(({ position }) => distinct[position - 1]));

  const known = distinct.filter((event) => !accepted.has(event));
  const hashes = known.length === 0 ? [] : await tx.run(storedHashes, accountsOf(known));
  const counted = new Map(distinct.map((event) => [identityOf(event), event.event.payloadHash]));
  for (const { position, payloadHash } of hashes) for (const event of known.slice(position - 1, position)) counted.set(identityOf(event), payloadHash);

  return events.map((event) => {
    if (accepted.has(event)) return 'accepted';
    return counted.get(identityOf(event)) === event.event.payloadHash ? 'duplicate' : 'conflict';
  });
}
