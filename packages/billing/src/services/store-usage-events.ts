import { arrayOf, compile, compileWrite, type Encoder, instant, type Tx } from '@plinth/db';
import { sql } from 'drizzle-orm';
import { usageEvents } from '../db/usage.ts';
import type { ReadEvent } from '../rules/usage-event.ts';
import { ensureUsageMonths } from './ensure-usage-months.ts';

const asItIs = <Value>(): Encoder<Value> => ({ mapToDriverValue: (value: Value) => value });

/**
 * Columns as text, because that is what PostgreSQL and the driver take apart and put together fastest: one event a line where
 * no value can hold a line break, hashes of 16 bytes one after the other in base64.
 */
const lines = asItIs<string>();

/** Numbers as the text of an array: the driver would quote each. */
const numbers: Encoder<readonly number[]> = { mapToDriverValue: (values: readonly number[]) => `{${values.join(',')}}` };

/** Whose events: what many of them share stands once, and each event says by number, from 1, which it is of. */
const identity = { accountIds: arrayOf(usageEvents.accountId), streams: numbers, keys: asItIs<string>() };

const newEvents = {
  ...identity,
  ownerIds: arrayOf(usageEvents.ownerId),
  types: arrayOf(usageEvents.type),
  sources: arrayOf(usageEvents.source),
  payloadHashes: asItIs<string>(),
  ids: lines,
  instants: numbers,
  data: lines,
  receivedAt: instant,
};

const insertNew = compileWrite(
  newEvents,
  (_q, p) => sql<{ position: number }>`
    with known as materialized (
      select position from billing.take_usage_keys(${p.streams}::text::integer[], ${p.accountIds}::uuid[], ${p.ownerIds}::text[], ${p.keys}::text, ${p.payloadHashes}::text) position
    ), stored as (
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, data, received_at)
      select account_id, owner_id, type, source, id, to_timestamp(instant / 1000), nullif(data, '')::jsonb, ${p.receivedAt}::timestamptz
      from unnest(${p.streams}::text::integer[], string_to_array(${p.ids}::text, E'\n'), ${p.instants}::text::double precision[],
        string_to_array(${p.data}::text, E'\n')) with ordinality as event (stream, id, instant, data, position)
      join unnest(${p.accountIds}::uuid[], ${p.ownerIds}::text[], ${p.types}::text[], ${p.sources}::text[])
        with ordinality as shared (account_id, owner_id, type, source, stream) using (stream)
      where not exists (select from known where known.position = event.position)
    )
    select position from known`,
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

export type Stored = 'accepted' | 'duplicate' | 'conflict';

const identityOf = ({ event: { accountId, key } }: CountableEvent): string => `${accountId}${key}`;

const base64 = (hexadecimal: readonly string[]): string => Buffer.from(hexadecimal.join(''), 'hex').toString('base64');

/** What events share, once each, and by number which of it an event is of. */
function sharedBy(events: readonly CountableEvent[]) {
  const numbers = new Map<string, number>();
  const shared: CountableEvent[] = [];
  const streams = events.map((one) => {
    const { accountId, type, source } = one.event;
    const name = `${accountId}\n${type}\n${source}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, shared.push(one));
    return shared.length;
  });
  return { shared, streams };
}

function identitiesOf(events: readonly CountableEvent[]) {
  const { shared, streams } = sharedBy(events);
  return { shared, identity: { streams, accountIds: shared.map(({ event }) => event.accountId), keys: base64(events.map(({ event }) => event.key)) } };
}

function columnsOf(events: readonly CountableEvent[]) {
  const { shared, identity } = identitiesOf(events);
  return {
    ...identity,
    ownerIds: shared.map(({ ownerId }) => ownerId),
    types: shared.map(({ event }) => event.type),
    sources: shared.map(({ event }) => event.source),
    payloadHashes: base64(events.map(({ event }) => event.payloadHash)),
    ids: events.map(({ event }) => event.id).join('\n'),
    instants: events.map(({ at }) => at),
    data: events.map(({ event: { data } }) => (data ? JSON.stringify(data) : '')).join('\n'),
  };
}

/** What the events that were there already say. */
async function hashesOf(tx: Tx<'billing'>, known: readonly CountableEvent[]): Promise<ReadonlyMap<CountableEvent, string>> {
  if (known.length === 0) return new Map();
  const rows = await tx.run(storedHashes, identitiesOf(known).identity);
  return new Map(rows.flatMap(({ position, payloadHash }) => known.slice(position - 1, position).map((event) => [event, payloadHash])));
}

/**
 * Counts each event whose identity is new, in at most three statements however many there are. An event that is there already, from
 * before, from another transaction or from earlier in the same batch, is a duplicate if it says the same, and a conflict otherwise.
 */
export async function storeUsageEvents(tx: Tx<'billing'>, events: readonly CountableEvent[], receivedAt: Date): Promise<Stored[]> {
  if (events.length === 0) return [];
  const identities = events.map(identityOf);
  const first = new Map<string, CountableEvent>();
  for (const [index, event] of events.entries()) {
    const name = identities[index] ?? '';
    if (!first.has(name)) first.set(name, event);
  }
  const distinct = [...first.values()];
  await ensureUsageMonths(tx, distinct.map(({ at }) => at));
  const known = (await tx.run(insertNew, { ...columnsOf(distinct), receivedAt })).flatMap(({ position }) => distinct.slice(position - 1, position));
  const hashes = await hashesOf(tx, known);

  return events.map((event, index) => {
    const counted = first.get(identities[index] ?? '');
    const said = counted && (hashes.get(counted) ?? counted.event.payloadHash);
    if (said !== event.event.payloadHash) return 'conflict';
    return counted === event && !hashes.has(event) ? 'accepted' : 'duplicate';
  });
}
