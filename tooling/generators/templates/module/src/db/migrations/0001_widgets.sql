-- Widgets of an organization. The owner is another module's id, kept as the text it came as.
create table workshop.widgets (
  id uuid primary key,
  owner_id text not null,
  name text not null,
  -- The name as it is compared.
  canonical_name text not null,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  constraint widgets_by_name unique (owner_id, canonical_name)
);
create index widgets_by_owner on workshop.widgets (owner_id, id);

alter table workshop.widgets enable row level security;
alter table workshop.widgets force row level security;
create policy widgets_of_owner on workshop.widgets
  using (owner_id = any ((select nullif(current_setting('plinth.scope', true), '')::text[])::text[]));
