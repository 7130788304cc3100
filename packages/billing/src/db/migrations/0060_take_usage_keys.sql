-- Takes the keys of events that are new, and tells by position, from 1, which others had already. What many share stands once, and an
-- event says by number, from 1, which it is of; hashes of 16 bytes stand one after the other in base64.
--
-- Nearly always all are new, and an insert that may fail costs half of one that looks for conflicts row by row. One key that is known
-- undoes all, and they are taken again one by one. Either way in their own order: two batches that share events wait for each other one
-- way round.
create function billing.take_usage_keys(streams integer[], accounts uuid[], owners text[], keys text, payload_hashes text) returns setof integer
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  key_bytes constant bytea := decode(keys, 'base64');
  hash_bytes constant bytea := decode(payload_hashes, 'base64');
begin
  insert into billing.usage_event_keys (account_id, owner_id, key, payload_hash)
  select shared.account, shared.owner, substring(key_bytes from event.position::integer * 16 - 15 for 16) as key,
    substring(hash_bytes from event.position::integer * 16 - 15 for 16)
  from unnest(streams) with ordinality as event (stream, position)
  join unnest(accounts, owners) with ordinality as shared (account, owner, stream) using (stream)
  order by shared.account, key;
exception when unique_violation then
  -- A key that another transaction has just taken is not seen by this statement, only left out of what it took.
  return query
    with event as materialized (
      select event.position::integer, shared.account, shared.owner, substring(key_bytes from event.position::integer * 16 - 15 for 16) as key
      from unnest(streams) with ordinality as event (stream, position)
      join unnest(accounts, owners) with ordinality as shared (account, owner, stream) using (stream)
    ), taken as (
      insert into billing.usage_event_keys (account_id, owner_id, key, payload_hash)
      select event.account, event.owner, event.key, substring(hash_bytes from event.position * 16 - 15 for 16) from event order by event.account, event.key
      on conflict do nothing
      returning account_id, key
    )
    select event.position from event where not exists (select from taken where taken.account_id = event.account and taken.key = event.key);
end
$$;
