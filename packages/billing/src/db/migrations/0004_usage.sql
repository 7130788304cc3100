-- What was used. An event is known by its account, source and id; the keys are not partitioned and alone judge whether it is new.
create table billing.usage_event_keys (
  account_id uuid not null,
  owner_id text not null,
  -- The first 16 bytes of SHA-256 of source, NUL, id; and of what the event says.
  key bytea not null check (length(key) = 16),
  payload_hash bytea not null check (length(payload_hash) = 16),
  primary key (account_id, key)
);

create table billing.usage_events (
  account_id uuid not null,
  owner_id text not null,
  type text not null,
  source text not null,
  event_id text not null,
  time timestamptz(3) not null,
  data jsonb,
  received_at timestamptz(3) not null,
  -- Readers that go on where they stopped compare it with pg_snapshot_xmin; an arrival time would pass over a slow transaction.
  transaction_id xid8 not null default pg_current_xact_id()
) partition by range (time);
create index usage_events_by_time on billing.usage_events (account_id, type, time);

alter table billing.usage_event_keys enable row level security;
alter table billing.usage_event_keys force row level security;
create policy usage_event_keys_of_owner on billing.usage_event_keys
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
alter table billing.usage_events enable row level security;
alter table billing.usage_events force row level security;
create policy usage_events_of_owner on billing.usage_events
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));

revoke update, delete, truncate on billing.usage_event_keys, billing.usage_events from plinth_billing, plinth_billing_system;

-- Makes a partition. It is filled and read through its parent alone, whose policy holds. Attached rather than made in place: that
-- locks out neither readers nor writers of the other partitions.
create function billing.make_usage_partition(partition text, bounds text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create table billing.%I (like billing.usage_events including defaults including constraints)', partition);
  execute format('alter table billing.%I enable row level security, force row level security', partition);
  execute format('revoke all on billing.%I from plinth_billing, plinth_billing_system', partition);
  execute format('alter table billing.usage_events attach partition billing.%I for values %s', partition, bounds);
end
$$;

-- The months (UTC) of these instants, where they are not there yet. The roles that run have no right to make tables, so this runs as
-- the owner of the tables; what it makes is named and bounded by a month and by nothing else of its caller's.
create function billing.ensure_usage_months(instants timestamptz[]) returns void language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  month timestamp;
  partition text;
begin
  for month, partition in
    select wanted.month, to_char(wanted.month, '"usage_events_"YYYYMM')
    from (select distinct date_trunc('month', instant at time zone 'UTC') as month from unnest(instants) instant) wanted
    where wanted.month >= '2026-01-01' and to_regclass(to_char(wanted.month, '"billing.usage_events_"YYYYMM')) is null
    order by wanted.month
  loop
    -- One maker at a time, whether for this month or another; whoever waited looks again.
    perform pg_advisory_xact_lock(hashtextextended('billing.usage_events', 0));
    continue when to_regclass(format('billing.%I', partition)) is not null;
    perform billing.make_usage_partition(partition, format('from (%L) to (%L)', month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC'));
  end loop;
end
$$;
revoke execute on function billing.make_usage_partition from plinth_billing, plinth_billing_system;

-- All that is older: events that come years late make no tables.
select billing.make_usage_partition('usage_events_early', 'from (minvalue) to (''2026-01-01 00:00:00+00'')');
