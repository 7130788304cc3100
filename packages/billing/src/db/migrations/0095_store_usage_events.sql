-- A batch in one call: the months of its days, the keys of events that are new, and those events; tells by position, from 1, which events
-- were there already, from before, from another transaction or from earlier in the batch. What many share stands once, and an event
-- says by number, from 1, which it is of; hashes of 16 bytes stand one after the other in base64, other texts one a line.
--
-- Nearly always all are new, and an insert that may fail costs half of one that looks for conflicts row by row. One key that is known
-- undoes all, and they are taken again one by one. Either way in their own order: two batches that share events wait for each other one
-- way round. `take_usage_keys` stays for processes of the release before.
create function billing.store_usage_events(
  days timestamptz[], streams integer[], accounts uuid[], owners text[], types text[], sources text[], keys text, payload_hashes text,
  ids text, instants double precision[], documents text, received_at timestamptz
) returns setof integer language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  key_bytes constant bytea := decode(keys, 'base64');
  hash_bytes constant bytea := decode(payload_hashes, 'base64');
  known integer[] := '{}';
begin
  perform billing.ensure_usage_months(days);

  begin
    insert into billing.usage_event_keys (account_id, owner_id, key, payload_hash)
    select accounts[event.stream], owners[event.stream], substring(key_bytes from event.position * 16 - 15 for 16) as key,
      substring(hash_bytes from event.position * 16 - 15 for 16)
    from (select unnest(streams) as stream, generate_series(1, cardinality(streams)) as position) event
    order by key, accounts[event.stream];
  exception when unique_violation then
    -- A key that another transaction has just taken is not seen by this statement, only left out of what it took.
    with event as materialized (
      select distinct on (key, account) event.position::integer, accounts[event.stream] as account, owners[event.stream] as owner,
        substring(key_bytes from event.position::integer * 16 - 15 for 16) as key
      from unnest(streams) with ordinality as event (stream, position)
      order by key, account, event.position
    ), taken as (
      insert into billing.usage_event_keys (account_id, owner_id, key, payload_hash)
      select event.account, event.owner, event.key, substring(hash_bytes from event.position * 16 - 15 for 16) from event order by event.key, event.account
      on conflict do nothing
      returning account_id, key
    ), new as (
      select event.position from event join taken on taken.account_id = event.account and taken.key = event.key
    )
    select array(select position from generate_series(1, cardinality(streams)) position where not exists (select from new where new.position = position.position))
    into known;
  end;

  insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, data, received_at)
  select accounts[event.stream], owners[event.stream], types[event.stream], sources[event.stream], event.id, to_timestamp(event.instant / 1000),
    nullif(event.document, '')::jsonb, store_usage_events.received_at
  from (
    -- Side by side in the list: each function in `from` would be a table of its own first.
    select unnest(streams) as stream, unnest(string_to_array(ids, E'\n')) as id, unnest(instants) as instant,
      unnest(string_to_array(documents, E'\n')) as document, generate_series(1, cardinality(streams)) as position
  ) event
  where known = '{}' or not exists (select from unnest(known) as known_position where known_position = event.position);

  return query select unnest(known);
end
$$;
