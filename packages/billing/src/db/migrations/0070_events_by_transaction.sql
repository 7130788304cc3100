-- Single events of a period are found by the transactions that wrote them, which whoever rolls up notes by bucket: an entry of an
-- index by time cost ingest a sixth of what PostgreSQL did for an event. What was rolled up before is rolled up again.
set local lock_timeout = '5s';

create table billing.usage_rollup_transactions (
  meter_id uuid not null references billing.meters (id),
  account_id uuid not null,
  owner_id text not null,
  bucket timestamptz(3) not null,
  transaction_id xid8 not null,
  primary key (meter_id, account_id, bucket, transaction_id)
);
alter table billing.usage_rollup_transactions enable row level security;
alter table billing.usage_rollup_transactions force row level security;
create policy usage_rollup_transactions_of_owner on billing.usage_rollup_transactions
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
revoke insert, update, delete, truncate on billing.usage_rollup_transactions from plinth_billing;
revoke update, truncate on billing.usage_rollup_transactions from plinth_billing_system;

truncate billing.usage_rollups, billing.usage_rollup_values;
update billing.usage_rollup_progress set rolled_until = '0';

-- The one index that is left need not be spelled as no other is.
create index usage_events_by_transaction on billing.usage_events (type, transaction_id, account_id);
drop index billing.usage_events_tail;
drop index billing.usage_events_by_time;
