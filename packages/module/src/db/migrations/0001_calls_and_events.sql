-- What the runtime keeps in every module's schema: events out and in, idempotency keys, the audit trail.
create table {module}.outbox (
  id uuid primary key,
  position bigint generated always as identity,
  transaction_id xid8 not null default pg_current_xact_id(),
  type text not null,
  version integer not null,
  payload jsonb not null,
  occurred_at timestamptz(3) not null,
  request_id text,
  traceparent text,
  relayed_at timestamptz(3)
);
create index outbox_waiting on {module}.outbox (transaction_id, position) where relayed_at is null;
create index outbox_relayed on {module}.outbox (relayed_at) where relayed_at is not null;

create table {module}.inbox (
  event_id uuid not null,
  subscriber text not null,
  received_at timestamptz(3) not null,
  primary key (event_id, subscriber)
);
create index inbox_received on {module}.inbox (received_at);

create table {module}.idempotency_keys (
  scope bytea primary key,
  fingerprint bytea not null,
  result jsonb not null,
  created_at timestamptz(3) not null
);
create index idempotency_keys_created on {module}.idempotency_keys (created_at);

create table {module}.audit_events (
  id uuid primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  occurred_at timestamptz(3) not null,
  operation text not null,
  outcome text not null,
  actor_type text not null,
  actor_id text,
  target text,
  request_id text,
  details_hash bytea
);
create index audit_events_occurred on {module}.audit_events (occurred_at, id);

create table {module}.audit_details (
  audit_event_id uuid primary key references {module}.audit_events (id),
  salt bytea not null,
  details jsonb not null
);

-- A trail that the application could rewrite would prove nothing; details may go, when the person they name is erased.
revoke update, delete, truncate on {module}.audit_events from plinth_{module};
revoke update, truncate on {module}.audit_details from plinth_{module};
