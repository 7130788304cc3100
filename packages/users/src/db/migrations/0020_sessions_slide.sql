-- A session ends when nobody uses it, and its owner can tell it from the others. A ban is looked up with the session itself.
alter table users.users add column banned_until timestamptz(3);

alter table users.sessions
  add column last_seen_at timestamptz(3) not null default now(),
  add column factors text[] not null default '{password}',
  -- Begun by an operator, under an operator's limits: who becomes one signs in anew.
  add column operator boolean not null default false,
  add column address text,
  add column user_agent text;

drop index users.sessions_of_user;
create index sessions_of_user on users.sessions (user_id, id);
create index sessions_ended on users.sessions (expires_at);
