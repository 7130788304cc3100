-- What is sold, the end of a plan's version, and plans that are one account's own.
create table billing.products (
  id uuid primary key,
  key text not null unique,
  name text not null,
  description text not null,
  status text not null default 'active' check (status in ('active', 'archived')),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  archived_at timestamptz(3),
  check ((status = 'archived') = (archived_at is not null))
);
create index products_active on billing.products (id) where status = 'active';

alter table billing.plans
  drop constraint plans_status_check,
  drop constraint plans_check,
  drop constraint plans_key_version_key,
  add column product_id uuid references billing.products (id),
  add column retired_at timestamptz(3),
  -- The version that a private plan has other prices than, and the account that it is for.
  add column derived_from uuid references billing.plans (id),
  add column account_id uuid references billing.accounts (id),
  add constraint plans_status_check check (status in ('draft', 'published', 'retired')),
  add check ((status = 'draft') = (published_at is null)),
  add check ((status = 'retired') = (retired_at is not null)),
  add check ((derived_from is null) = (account_id is null));
create unique index plans_versions on billing.plans (key, version) where derived_from is null;
create index plans_of_product on billing.plans (product_id, id) where product_id is not null;
create index plans_of_account on billing.plans (account_id, id) where account_id is not null;
drop index billing.plans_published;
create index plans_shown on billing.plans (id) where derived_from is null and status <> 'draft';

-- What is published is what subscribers agreed to: it can only be retired, which ends its sale and nothing else.
create or replace function billing.keep_published_plan() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.status = 'published' and tg_op = 'UPDATE' and new.status = 'retired'
    and to_jsonb(new) - '{status,retired_at}'::text[] = to_jsonb(old) - '{status,retired_at}'::text[] then
    return new;
  end if;
  if old.status <> 'draft' then
    raise exception 'plan % is published and never changes', old.id using errcode = 'restrict_violation', schema = 'billing', table = 'plans';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create or replace function billing.keep_published_charges() returns trigger language plpgsql set search_path = '' as $$
declare
  touched uuid[] := case tg_op when 'INSERT' then array[new.plan_id] when 'DELETE' then array[old.plan_id] else array[old.plan_id, new.plan_id] end;
  plan record;
begin
  for plan in select id, status from billing.plans where id = any (touched) for share loop
    if plan.status <> 'draft' then
      raise exception 'plan % is published and its % never change', plan.id, tg_table_name
        using errcode = 'restrict_violation', schema = 'billing', table = tg_table_name;
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
