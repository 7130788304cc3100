-- Whose trail an audit row belongs to, as the module's tables hold owners; null where it is nobody's but the deployment's.
alter table {module}.audit_events add column owner_id text;
create index audit_events_of_owner on {module}.audit_events (owner_id, occurred_at, id) where owner_id is not null;
create index audit_events_of_actor on {module}.audit_events (owner_id, actor_id, occurred_at, id) where owner_id is not null;
create index audit_events_of_operation on {module}.audit_events (owner_id, operation, occurred_at, id) where owner_id is not null;

alter table {module}.audit_events enable row level security;
alter table {module}.audit_events force row level security;

-- Whatever happens is written down; only whoever acts for an owner reads that owner's.
create policy audit_is_written on {module}.audit_events for insert with check (true);
create policy audit_of_owner on {module}.audit_events for select
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
