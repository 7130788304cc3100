-- More ways to turn events into a quantity: which events count, what is read from them, and how they are split.
alter table billing.meters
  drop constraint meters_aggregation_check,
  add constraint meters_aggregation_check check (aggregation in ('count', 'sum', 'max', 'uniqueCount', 'latest', 'weightedSum')),
  -- [{"property": …, "values": […]}]: an event counts whose data has one of the values in every one of them.
  add column filters jsonb not null default '[]' check (jsonb_typeof(filters) = 'array'),
  -- Properties of the data. Events are aggregated for each combination of their values, and the quantity is the sum of that.
  add column group_by text[] not null default '{}' check (cardinality(group_by) <= 4);
create index meters_of_event_type on billing.meters (event_type);

-- A meter that counted something else tomorrow would change every price that is built on it.
create or replace function billing.keep_meaning_of_meter() returns trigger language plpgsql set search_path = '' as $$
begin
  if (new.key, new.aggregation, new.event_type, new.value_property, new.filters, new.group_by)
    is distinct from (old.key, old.aggregation, old.event_type, old.value_property, old.filters, old.group_by) then
    raise exception 'what meter % measures never changes', old.id using errcode = 'restrict_violation', schema = 'billing', table = 'meters';
  end if;
  return new;
end $$;

-- How a meter reads an event, in one place for the rollup and for what is counted beside it. A value that is no decimal of the length
-- that ingest takes is none: the meter may be younger than the event.
create function billing.usage_number(data jsonb, property text) returns numeric language sql immutable parallel safe
  return case
    when jsonb_typeof(data -> property) in ('number', 'string') and data ->> property ~ '^-?[0-9]{1,18}(\.[0-9]{1,12})?$'
    then (data ->> property)::numeric end;

-- Sets hold values by the first 16 bytes of their SHA-256.
create function billing.usage_value(data jsonb, property text) returns bytea language sql immutable parallel safe
  return case
    when jsonb_typeof(data -> property) in ('number', 'string', 'boolean') then substring(sha256(convert_to(data ->> property, 'UTF8')) for 16) end;

create function billing.usage_matches(data jsonb, filters jsonb) returns boolean language sql immutable parallel safe
  return not exists (
    select from jsonb_to_recordset(filters) as filter (property text, "values" jsonb)
    where not coalesce(filter."values" ? (data ->> filter.property), false));

create function billing.usage_groups(data jsonb, group_by text[]) returns text[] language sql immutable parallel safe
  return array(select data ->> property from unnest(group_by) with ordinality as named (property, position) order by position);
