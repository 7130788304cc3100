-- Who pays. The owner is another module's id, kept as the text it came as.
create table billing.accounts (
  id uuid primary key,
  owner_id text not null,
  name text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  version integer not null default 1,
  created_at timestamptz(3) not null
);
create index accounts_by_owner on billing.accounts (owner_id, id);

alter table billing.accounts enable row level security;
alter table billing.accounts force row level security;
create policy accounts_of_owner on billing.accounts
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
