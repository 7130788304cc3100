import { arrayOf, compile, compileWrite, type Encoder, instant, json, type Tx, type Values } from '@plinth/db';
import { sql } from 'drizzle-orm';
import { usageEvents } from '../db/usage.ts';
import type { ReadEvent } from '../rules/usage-event.ts';
import { daysOf } from './ensure-usage-months.ts';

const asItIs = <Value>(): Encoder<Value> => ({ mapToDriverValue: (value: Value) => value });

/**
 * Columns as text, because that is what PostgreSQL and the driver take apart and put together fastest: one event a line where
 * no value can hold a line break, hashes of 16 bytes one after the other in base64.
 */
const lines = asItIs<string>();

/** Numbers as the text of an array: the driver would quote each. */
const numbers: Encoder<readonly number[]> = { mapToDriverValue: (values: readonly number[]) => `{${values.join(',')}}` };

/** Bytes as base64. */
const bytes: Encoder<Buffer> = { mapToDriverValue: (value: Buffer) => value.toString('base64') };

/** Whose events: what many of them share stands once, and each event says by number, from 1, which it is of. */
const identity = { accountIds: arrayOf(usageEvents.accountId), streams: numbers, keys: bytes };

const newEvents = {
  ...identity,
  days: json,
  ownerIds: arrayOf(usageEvents.ownerId),
  types: arrayOf(usageEvents.type),
  sources: arrayOf(usageEvents.source),
  payloadHashes: bytes,
  ids: lines,
  instants: numbers,
  documents: lines,
  receivedAt: instant,
};

const store = compileWrite(
  newEvents,
  (_q, p) => sql<{ position: number }>`
    select position from billing.store_usage_events(array(select value::timestamptz from jsonb_array_elements_text(${p.days}::jsonb)),
      ${p.streams}::text::integer[], ${p.accountIds}::uuid[], ${p.ownerIds}::text[], ${p.types}::text[], ${p.sources}::text[], ${p.keys}::text,
      ${p.payloadHashes}::text, ${p.ids}::text, ${p.instants}::text::double precision[], ${p.documents}::text, ${p.receivedAt}::timestamptz) position`,
);

const storedHashes = compile(
  identity,
  (_q, p) => sql<{ position: number; payloadHash: string }>`
    with bytes as materialized (select decode(${p.keys}::text, 'base64') as keys)
    select position::integer, encode(stored.payload_hash, 'hex') as "payloadHash"
    from bytes cross join unnest(${p.streams}::text::integer[]) with ordinality as asked (stream, position)
    join billing.usage_event_keys stored on stored.account_id = (${p.accountIds}::uuid[])[stream]
      and stored.key = substring(keys from position::integer * 16 - 15 for 16)`,
);

/** An event that may be counted, and whose. */
export interface CountableEvent {
  readonly event: ReadEvent;
  readonly ownerId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const hashLength = 16;

export type Stored = 'accepted' | 'duplicate' | 'conflict';

/** Hashes one after the other. */
const joined = (hashes: readonly string[]): Buffer => Buffer.from(hashes.join(''), 'latin1');

/** The hash at a position, from 1. */
const hashAt = (hashes: Buffer, position: number): Buffer => hashes.subarray(position * hashLength - hashLength, position * hashLength);

/** What events share, once each, and by number which of it an event is of. */
function sharedBy(events: readonly CountableEvent[]) {
  const numbers = new Map<string, number>();
  const shared: CountableEvent[] = [];
  const streams = events.map((one) => {
    const { accountId, type, source } = one.event;
    const name = `${accountId}\n${type}\n${source}`;
    const number = numbers.get(name) ?? shared.push(one);
    numbers.set(name, number);
    return number;
  });
  return { shared, streams };
}

/** Events as they are stored: columns, which outlive the events while the database is at work, and are fewer things to keep. */
export type UsageBatch = Omit<Values<typeof newEvents>, 'receivedAt'>;

export function batchOf(events: readonly CountableEvent[]): UsageBatch {
  const { shared, streams } = sharedBy(events);
  return {
    streams,
    accountIds: shared.map(({ event }) => event.accountId),
    ownerIds: shared.map(({ ownerId }) => ownerId),
    types: shared.map(({ event }) => event.type),
    sources: shared.map(({ event }) => event.source),
    keys: joined(events.map(({ event }) => event.key)),
    payloadHashes: joined(events.map(({ event }) => event.payloadHash)),
    days: daysOf(events.map(({ at }) => at)),
    ids: events.map(({ event }) => event.id).join('\n'),
    instants: events.map(({ at }) => at),
    documents: events.map(({ event: { data } }) => (data ? JSON.stringify(data) : '')).join('\n'),
  };
}

/** By position, of events that were there already, whether they say what is stored. */
async function comparedWith(tx: Tx<'billing'>, { streams, accountIds, keys, payloadHashes }: UsageBatch, known: readonly number[]): Promise<ReadonlyMap<number, Stored>> {
  const rows = await tx.run(storedHashes, {
    accountIds,
    streams: known.map((position) => streams[position - 1] ?? 0),
    keys: Buffer.concat(known.map((position) => hashAt(keys, position))),
  });
  const stored = new Map(rows.map(({ position, payloadHash }) => [known[position - 1], payloadHash]));
  return new Map(known.map((position) => [position, stored.get(position) === hashAt(payloadHashes, position).toString('hex') ? 'duplicate' : 'conflict']));
}

/**
 * Counts each event whose identity is new, in at most two statements however many there are. An event that is there already, from
 * before, from another transaction or from earlier in the same batch, is a duplicate if it says the same, and a conflict otherwise.
 */
export async function storeUsageEvents(tx: Tx<'billing'>, batch: UsageBatch, receivedAt: Date): Promise<Stored[]> {
  if (batch.streams.length === 0) return [];
  const known = (await tx.run(store, { ...batch, receivedAt })).map(({ position }) => position);
  const compared = known.length === 0 ? undefined : await comparedWith(tx, batch, known);
  return batch.streams.map((_stream, index) => compared?.get(index + 1) ?? 'accepted');
}
