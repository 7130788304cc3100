-- What an organization decides for itself: its own roles, who is a member with which role, whom it invites.

create table users.roles (
  organization_id uuid not null references users.organizations (id),
  key text not null check (key ~ '^[a-z][a-z0-9-]{0,39}$' and key not in ('owner', 'admin', 'member', 'billing')),
  name text not null,
  permissions text[] not null,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  primary key (organization_id, key)
);

-- A role is built in or a row of the organization's roles: where it is the latter, `own_role` refers to it.
alter table users.memberships
  drop constraint memberships_role_check,
  add column version integer not null default 1,
  add column own_role text generated always as (case when role in ('owner', 'admin', 'member', 'billing') then null else role end) stored;
-- Not valid: the rows that are there have no role of their own, and row-level security hides them from the check.
alter table users.memberships
  add constraint memberships_own_role foreign key (organization_id, own_role) references users.roles (organization_id, key) not valid;
create index memberships_of_role on users.memberships (organization_id, own_role) where own_role is not null;
create index memberships_of_organization on users.memberships (organization_id, created_at, user_id);

alter table users.organizations add column deleted_at timestamptz(3);

-- Gone once it is accepted or revoked, and with it the address.
create table users.invitations (
  id uuid primary key,
  organization_id uuid not null references users.organizations (id),
  canonical text not null,
  as_typed text not null,
  role text not null,
  own_role text generated always as (case when role in ('owner', 'admin', 'member', 'billing') then null else role end) stored,
  token_hash bytea,
  sent_at timestamptz(3),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  unique (organization_id, canonical),
  constraint invitations_own_role foreign key (organization_id, own_role) references users.roles (organization_id, key)
);
create index invitations_of_organization on users.invitations (organization_id, id);
create index invitations_of_role on users.invitations (organization_id, own_role) where own_role is not null;
create index invitations_of_address on users.invitations (canonical);
create index invitations_expired on users.invitations (expires_at);

alter table users.roles enable row level security;
alter table users.roles force row level security;
alter table users.invitations enable row level security;
alter table users.invitations force row level security;

-- Whoever is authenticated is known by their own id first, and their organizations' roles tell the rights that follow.
create policy roles_of_organization on users.roles
  using (organization_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[])
    or organization_id in (
      select organization_id from users.memberships
      where user_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[])))
  with check (organization_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]));

-- Whoever presents an invitation's token is no member yet: the invitation's own id opens that one row.
create policy invitations_of_organization on users.invitations
  using (organization_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[])
    or id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]));
