-- A token that is mailed belongs to a sign-up or to a user, and comes as a code to type and as a link to follow.

-- A token without a link cannot be told apart from a spent one: whoever waits for a mail of before asks for another.
delete from users.one_time_tokens;

alter table users.one_time_tokens
  drop constraint one_time_tokens_purpose_check,
  add constraint one_time_tokens_purpose_check check (purpose in ('verify_email', 'reset_password', 'sign_in', 'change_email')),
  alter column sign_up_id drop not null,
  add column user_id uuid references users.users (id) on delete cascade,
  -- Of the code that `hash` belongs to; the link lives until `expires_at`.
  add column code_expires_at timestamptz(3) not null,
  add column link_hash bytea not null,
  add constraint one_time_tokens_subject_check check (num_nonnulls(sign_up_id, user_id) = 1);

-- A newer one takes the place of the one before.
create unique index one_time_tokens_of_subject on users.one_time_tokens (purpose, coalesce(sign_up_id, user_id));
create index one_time_tokens_of_user on users.one_time_tokens (user_id) where user_id is not null;
create index one_time_tokens_expired on users.one_time_tokens (expires_at);
create index guards_expired on users.guards (ends_at);

-- A change of address waits here for its proof; once it is done it says where the notice goes, and then it is purged.
create table users.email_changes (
  user_id uuid primary key references users.users (id) on delete cascade,
  canonical text not null,
  as_typed text not null,
  previous text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
create index email_changes_expired on users.email_changes (expires_at);

alter table users.email_changes enable row level security;
alter table users.email_changes force row level security;
create policy email_changes_of_user on users.email_changes
  using (user_id = any ((select nullif(current_setting('plinth.scope', true), '')::uuid[])::uuid[]));
