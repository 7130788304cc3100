-- Who a person is, how they prove it, and the organizations that they act for.

-- No row-level security on users, email_addresses, credentials, sign_ups, one_time_tokens and guards: they are read before
-- anyone is known, to find out who it is.
create table users.users (
  id uuid primary key,
  name text not null,
  operator boolean not null default false,
  version integer not null default 1,
  created_at timestamptz(3) not null
);

create table users.email_addresses (
  canonical text primary key,
  as_typed text not null,
  user_id uuid not null references users.users (id),
  verified_at timestamptz(3) not null
);
create index email_addresses_of_user on users.email_addresses (user_id);

create table users.credentials (
  user_id uuid not null references users.users (id),
  kind text not null check (kind = 'password'),
  hash text not null,
  created_at timestamptz(3) not null,
  primary key (user_id, kind)
);

-- A sign-up becomes a user when a code that was mailed to its address is spent. Until then nothing refers to it, so that
-- nobody takes an address by naming it, and a sign-up writes the same rows for a known and for an unknown address.
create table users.sign_ups (
  id uuid primary key,
  canonical text not null,
  as_typed text not null,
  name text not null,
  password_hash text not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
create index sign_ups_of_address on users.sign_ups (canonical, id);
create index sign_ups_expired on users.sign_ups (expires_at);

create table users.one_time_tokens (
  id uuid primary key,
  purpose text not null check (purpose = 'verify_email'),
  sign_up_id uuid not null references users.sign_ups (id) on delete cascade,
  canonical text not null,
  hash bytea not null,
  tries integer not null default 0,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
create index one_time_tokens_of_address on users.one_time_tokens (canonical, purpose);
create index one_time_tokens_of_sign_up on users.one_time_tokens (sign_up_id);

create table users.guards (
  key text primary key,
  count integer not null,
  ends_at timestamptz(3) not null
);

create table users.sessions (
  id uuid primary key,
  user_id uuid not null references users.users (id),
  secret_hash bytea not null,
  created_at timestamptz(3) not null,
  authenticated_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
create index sessions_of_user on users.sessions (user_id);

create table users.organizations (
  id uuid primary key,
  name text not null,
  version integer not null default 1,
  created_at timestamptz(3) not null
);

create table users.memberships (
  organization_id uuid not null references users.organizations (id),
  user_id uuid not null references users.users (id),
  role text not null check (role in ('owner', 'admin', 'member', 'billing')),
  created_at timestamptz(3) not null,
  primary key (organization_id, user_id)
);
create index memberships_of_user on users.memberships (user_id, organization_id);

alter table users.sessions enable row level security;
alter table users.sessions force row level security;
alter table users.organizations enable row level security;
alter table users.organizations force row level security;
alter table users.memberships enable row level security;
alter table users.memberships force row level security;

-- Whoever presents a session's token is nobody yet: the session's own id opens that one row.
create policy sessions_of_user on users.sessions
  using (user_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[])
    or id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]))
  with check (user_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]));

create policy organizations_of_member on users.organizations
  using (id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]));

-- One's own memberships are seen before the organizations are known; only the organization's side makes one.
create policy memberships_of_either on users.memberships
  using (user_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[])
    or organization_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]));
