-- Whoever waited for another maker looked again in a cache that did not know yet, and made the month a second time, which failed.
set local lock_timeout = '5s';

create or replace function billing.ensure_usage_months(instants timestamptz[]) returns void language plpgsql
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  month timestamp;
  partition text;
begin
  for month, partition in
    select wanted.month, to_char(wanted.month, '"usage_events_"YYYYMM')
    from (select distinct date_trunc('month', instant at time zone 'UTC') as month from unnest(instants) instant) wanted
    where wanted.month >= '2026-01-01' and to_regclass(to_char(wanted.month, '"billing.usage_events_"YYYYMM')) is null
    order by wanted.month
  loop
    -- One maker at a time, whether for this month or another; whoever waited looks again, in the catalogue itself.
    perform pg_advisory_xact_lock(hashtextextended('billing.usage_events', 0));
    perform from pg_class where relnamespace = 'billing'::regnamespace and relname = partition;
    continue when found;
    perform billing.make_usage_partition(partition, format('from (%L) to (%L)', month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC'));
  end loop;
end
$$;
