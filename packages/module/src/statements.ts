import { type Command, compileWrite, type Encoder, instant, integer, json, nullableText, setScope, text, type Values } from '@plinth/db';
import { sql } from 'drizzle-orm';
import { nullableBytes, nullableKey } from './parameters.ts';

export interface HeadRow {
  /** False while another call with the same key is at work; true without a key. */
  readonly locked: boolean;
  readonly fingerprint: Uint8Array | null;
  /** JSON text. */
  readonly result: string | null;
}

export interface TailRow {
  /** False where a call with the same key stored its result first. */
  readonly stored: boolean;
}

const headValues = { scope: text, timeout: text, lock: nullableKey, keyScope: nullableBytes, storedAfter: instant };
const tailValues = {
  now: instant,
  storedAfter: instant,
  requestId: nullableText,
  traceparent: nullableText,
  events: json,
  notify: integer,
  audit: json,
  keyScope: nullableBytes,
  fingerprint: nullableBytes,
  result: json,
};
const receiveValues = { eventId: text, subscriber: text, now: instant };

type CommandOf<Encoders extends Record<string, Encoder>, Row> = Command<Values<Encoders>, Row>;

export interface Statements {
  readonly head: CommandOf<typeof headValues, HeadRow>;
  readonly tail: CommandOf<typeof tailValues, TailRow>;
  readonly receive: CommandOf<typeof receiveValues, { new: boolean }>;
}

/** The head, the tail and the inbox entry of a module's transactions, each one statement, compiled once. */
export function statementsOf(module: string): Statements {
  const table = (name: string) => sql`${sql.identifier(module)}.${sql.identifier(name)}`;

  const head = compileWrite(
    headValues,
    (_q, p) => sql<HeadRow>`
      select ${setScope(p.scope)}, set_config('statement_timeout', ${p.timeout}, true),
        (${p.lock}::bigint is null or pg_try_advisory_xact_lock(${p.lock}::bigint)) as locked,
        kept.fingerprint, kept.result::text as result
      from (select 1) call
      left join ${table('idempotency_keys')} kept on kept.scope = ${p.keyScope}::bytea and kept.created_at > ${p.storedAfter}::timestamptz`,
  );

  const tail = compileWrite(
    tailValues,
    (_q, p) => sql<TailRow>`
      with published as (
        insert into ${table('outbox')} (id, type, version, payload, occurred_at, request_id, traceparent)
        select event.id, event.type, event.version, event.payload, ${p.now}::timestamptz, ${p.requestId}::text, ${p.traceparent}::text
        from rows from (jsonb_to_recordset(${p.events}::jsonb) as (id uuid, type text, version integer, payload jsonb))
          with ordinality as event (id, type, version, payload, ordinal)
        order by event.ordinal
      ), audited as (
        insert into ${table('audit_events')} (id, occurred_at, operation, outcome, actor_type, actor_id, target, owner_id, request_id, details_hash)
        select entry.id, ${p.now}::timestamptz, entry.operation, entry.outcome, entry."actorType", entry."actorId", entry.target, entry.owner,
          ${p.requestId}::text, decode(entry."detailsHash", 'hex')
        from jsonb_to_record(${p.audit}::jsonb) as entry (id uuid, operation text, outcome text, "actorType" text, "actorId" text,
          target text, owner text, "detailsHash" text)
      ), detailed as (
        insert into ${table('audit_details')} (audit_event_id, salt, details)
        select entry.id, decode(entry.salt, 'hex'), entry.details
        from jsonb_to_record(${p.audit}::jsonb) as entry (id uuid, salt text, details jsonb)
        where entry.details is not null
      ), kept as (
        insert into ${table('idempotency_keys')} as existing (scope, fingerprint, result, created_at)
        select ${p.keyScope}::bytea, ${p.fingerprint}::bytea, ${p.result}::jsonb, ${p.now}::timestamptz
        where ${p.keyScope}::bytea is not null
        on conflict (scope) do update set fingerprint = excluded.fingerprint, result = excluded.result, created_at = excluded.created_at
          where existing.created_at <= ${p.storedAfter}::timestamptz
        returning 1
      )
      select ${p.keyScope}::bytea is null or exists (select from kept) as stored,
        case when ${p.notify}::integer > 0 then pg_notify(${`${module}_outbox`}::text, '') end`,
  );

  const receive = compileWrite(
    receiveValues,
    (_q, p) => sql<{ new: boolean }>`
      insert into ${table('inbox')} (event_id, subscriber, received_at)
      values (${p.eventId}::uuid, ${p.subscriber}::text, ${p.now}::timestamptz)
      on conflict do nothing returning true as new`,
  );

  return { head, tail, receive };
}
