-- What is sold: meters say how events become a quantity, plans what is charged for it. The catalogue belongs to the deployment, so
-- its rows have no owner.
create table billing.meters (
  id uuid primary key,
  key text not null unique,
  name text not null,
  aggregation text not null check (aggregation in ('count', 'sum')),
  event_type text not null,
  value_property text,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  check ((aggregation = 'count') = (value_property is null))
);

create table billing.plans (
  id uuid primary key,
  key text not null,
  version integer not null check (version > 0),
  name text not null,
  status text not null default 'draft' check (status in ('draft', 'published')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  interval text not null check (interval in ('day', 'week', 'month', 'year')),
  interval_count integer not null check (interval_count > 0),
  created_at timestamptz(3) not null,
  published_at timestamptz(3),
  unique (key, version),
  check ((status = 'published') = (published_at is not null))
);
create index plans_published on billing.plans (id) where status = 'published';

create table billing.charges (
  id uuid primary key,
  plan_id uuid not null references billing.plans (id),
  position integer not null,
  key text not null,
  model text not null check (model in ('flat', 'standard', 'graduated')),
  timing text not null check (timing in ('inAdvance', 'inArrears')),
  meter_id uuid references billing.meters (id),
  -- Amounts as decimal text: a JSON number would be read as a binary float.
  price jsonb not null check (jsonb_typeof(price) = 'object'),
  unique (plan_id, position),
  unique (plan_id, key),
  -- A quantity comes from a meter, and is known when its period is over.
  check ((model = 'flat') = (meter_id is null)),
  check (model = 'flat' or timing = 'inArrears')
);
create index charges_of_meter on billing.charges (meter_id) where meter_id is not null;

-- What is published is what subscribers agreed to. The rule stands here so that it binds raw SQL and the owner of the tables too.
create function billing.keep_published_plan() returns trigger language plpgsql set search_path = '' as $$
begin
  if old.status = 'published' then
    raise exception 'plan % is published and never changes', old.id using errcode = 'restrict_violation', schema = 'billing', table = 'plans';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

-- The share lock waits for a publication under way, and makes one wait for this charge.
create function billing.keep_published_charges() returns trigger language plpgsql set search_path = '' as $$
declare
  touched uuid[] := case tg_op when 'INSERT' then array[new.plan_id] when 'DELETE' then array[old.plan_id] else array[old.plan_id, new.plan_id] end;
  plan record;
begin
  for plan in select id, status from billing.plans where id = any (touched) for share loop
    if plan.status = 'published' then
      raise exception 'plan % is published and its charges never change', plan.id
        using errcode = 'restrict_violation', schema = 'billing', table = 'charges';
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

-- A meter that counted something else tomorrow would change every price that is built on it.
create function billing.keep_meaning_of_meter() returns trigger language plpgsql set search_path = '' as $$
begin
  if (new.key, new.aggregation, new.event_type, new.value_property) is distinct from (old.key, old.aggregation, old.event_type, old.value_property) then
    raise exception 'what meter % measures never changes', old.id using errcode = 'restrict_violation', schema = 'billing', table = 'meters';
  end if;
  return new;
end $$;

create function billing.keep_catalogue() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'billing.% is not emptied', tg_table_name using errcode = 'restrict_violation', schema = 'billing', table = tg_table_name;
end $$;

create trigger published_plan before update or delete on billing.plans for each row execute function billing.keep_published_plan();
create trigger published_charges before insert or update or delete on billing.charges for each row execute function billing.keep_published_charges();
create trigger meaning_of_meter before update on billing.meters for each row execute function billing.keep_meaning_of_meter();
create trigger no_truncate before truncate on billing.plans for each statement execute function billing.keep_catalogue();
create trigger no_truncate before truncate on billing.charges for each statement execute function billing.keep_catalogue();
create trigger no_truncate before truncate on billing.meters for each statement execute function billing.keep_catalogue();
alter table billing.plans enable always trigger published_plan, enable always trigger no_truncate;
alter table billing.charges enable always trigger published_charges, enable always trigger no_truncate;
alter table billing.meters enable always trigger meaning_of_meter, enable always trigger no_truncate;
