create table notes.notes (
  id uuid primary key,
  owner_id text not null,
  text text not null,
  created_at timestamptz(3) not null
);
alter table notes.notes enable row level security;
alter table notes.notes force row level security;
create policy notes_of_owner on notes.notes
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
