-- A key is a person's, or an organization's by way of the member who made it or rotated it last: `user_id` in both cases.
create table users.api_keys (
  id uuid primary key,
  user_id uuid not null references users.users (id),
  organization_id uuid references users.organizations (id),
  name text not null,
  scopes text[] not null,
  -- Addresses and networks that it may be used from; none is anywhere.
  allowed_ips text[] not null,
  secret_hash bytea not null,
  -- The secret before the last rotation, for as long as both work.
  previous_hash bytea,
  previous_ends_at timestamptz(3),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  -- When its owner was told that nobody uses it.
  warned_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index api_keys_of_user on users.api_keys (user_id, id) where organization_id is null and revoked_at is null;
create index api_keys_of_organization on users.api_keys (organization_id, id) where revoked_at is null;
create index api_keys_unused on users.api_keys ((coalesce(last_used_at, created_at))) where revoked_at is null;

alter table users.api_keys enable row level security;
alter table users.api_keys force row level security;

-- Whoever presents a key is nobody yet: the key's own id opens that one row.
create policy api_keys_of_owner on users.api_keys
  using (id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[])
    or coalesce(organization_id, user_id) = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]))
  with check (coalesce(organization_id, user_id) = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]));
