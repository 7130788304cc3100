-- What meters have counted, in buckets of 15 minutes: every time zone in use begins its days at one of them. A meter has rolled up
-- all events of transactions before `rolled_until`, which was the oldest that ran then; those from there on are its tail, and a
-- reader counts both in one snapshot.
create table billing.usage_rollup_progress (
  meter_id uuid primary key references billing.meters (id),
  rolled_until xid8 not null default '0'
);

create table billing.usage_rollups (
  meter_id uuid not null references billing.meters (id),
  account_id uuid not null,
  owner_id text not null,
  bucket timestamptz(3) not null,
  groups text[] not null,
  events bigint not null,
  sum numeric,
  -- The sum of value times instant (milliseconds since 1970): a weighted sum over any period follows from both.
  moment numeric,
  most numeric,
  -- Instant (milliseconds since 1970, 15 digits), source, id and value of the last event: the greatest of them.
  latest text[] collate "C",
  -- Events that were taken back. Where there are any, a maximum or a last value is read from the events.
  taken_back bigint not null,
  last_transaction xid8 not null,
  primary key (meter_id, account_id, bucket, groups)
);
-- What came in later than a period was billed is found from here.
create index usage_rollups_by_transaction on billing.usage_rollups (account_id, meter_id, last_transaction);

-- The sets of `uniqueCount`; a value that was taken back as often as it came is no longer in it.
create table billing.usage_rollup_values (
  meter_id uuid not null references billing.meters (id),
  account_id uuid not null,
  owner_id text not null,
  bucket timestamptz(3) not null,
  groups text[] not null,
  value bytea not null,
  events bigint not null,
  primary key (meter_id, account_id, bucket, groups, value)
);

-- The tail: of a type for whoever rolls up, of an account for whoever reads.
alter table billing.usage_events add column sign smallint not null default 1 check (sign in (1, -1));
create index usage_events_by_transaction on billing.usage_events (type, transaction_id);
create index usage_events_of_tail on billing.usage_events (account_id, type, transaction_id);

alter table billing.usage_rollups enable row level security;
alter table billing.usage_rollups force row level security;
create policy usage_rollups_of_owner on billing.usage_rollups
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
alter table billing.usage_rollup_values enable row level security;
alter table billing.usage_rollup_values force row level security;
create policy usage_rollup_values_of_owner on billing.usage_rollup_values
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));

revoke insert, update, delete, truncate on billing.usage_rollups, billing.usage_rollup_values, billing.usage_rollup_progress from plinth_billing;
revoke truncate on billing.usage_rollups, billing.usage_rollup_values, billing.usage_rollup_progress from plinth_billing_system;

create function billing.usage_bucket(instant timestamptz) returns timestamptz language sql immutable parallel safe
  return date_bin('15 minutes', instant, '1970-01-01 00:00:00+00');
