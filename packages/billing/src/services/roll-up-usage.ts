import { compileWrite, integer, text, type Tx } from '@plinth/db';
import { sql } from 'drizzle-orm';
import { usageOrder } from '../selectors/usage-extremes.ts';

const noteNewMeters = compileWrite({}, () => sql`insert into billing.usage_rollup_progress (meter_id) select id from billing.meters on conflict do nothing`);

const oldestRunning = sql`pg_snapshot_xmin(pg_current_snapshot())`;

// What nobody else rolls up just now, where there is something to roll up; what is furthest behind first. One event by the index says so.
const claimMeter = compileWrite(
  {},
  () => sql<{ uuid: string; type: string; since: string }>`
    select progress.meter_id as uuid, meter.event_type as type, progress.rolled_until::text as since
    from billing.usage_rollup_progress progress join billing.meters meter on meter.id = progress.meter_id
    cross join lateral (
      select from billing.usage_events event where event.type = meter.event_type
        and event.transaction_id >= progress.rolled_until and event.transaction_id < ${oldestRunning} limit 1) waiting
    order by progress.rolled_until limit 1 for update of progress skip locked`,
);

// A transaction that is older than all that run has ended, and what it wrote is seen here: nothing from before `until` appears later.
// Events of one transaction go together; else there are at most `most` of them. Bounds that are no join's are those of the index, which
// is read from where the meter stands to where it will, whatever comes after.
const advance = compileWrite(
  { uuid: text, type: text, since: text, most: integer },
  (_q, p) => sql`
    with behind as materialized (
      select event.transaction_id
      from billing.usage_events event
      where event.type = ${p.type}::text and event.transaction_id >= ${p.since}::xid8 and event.transaction_id < ${oldestRunning}
      order by event.transaction_id limit ${p.most}::integer + 1
    ), scope as materialized (
      select meter.*, case
        when (select count(*) from behind) <= ${p.most}::integer then ${oldestRunning}
        else (select greatest(max(transaction_id), (min(transaction_id)::text::numeric + 1)::text::xid8) from behind)
      end as until
      from billing.meters meter where meter.id = ${p.uuid}::uuid
    ), used as materialized (
      select event.account_id, event.owner_id, billing.usage_bucket(event.time) as bucket,
        case when meter.group_by = '{}' then '{}'::text[] else billing.usage_groups(event.data, meter.group_by) end as groups,
        event.sign, floor(extract(epoch from event.time) * 1000) as instant, event.transaction_id, read.number, read.value,
        case when meter.aggregation = 'latest' and event.sign = 1 and read.number is not null then ${usageOrder(sql`read.number`)} end as latest
      from scope meter
      cross join billing.usage_events event
      cross join lateral (
        select case when meter.aggregation not in ('count', 'uniqueCount') then billing.usage_number(event.data, meter.value_property) end as number,
          case when meter.aggregation = 'uniqueCount' then billing.usage_value(event.data, meter.value_property) end as value
      ) read
      where event.type = ${p.type}::text and event.transaction_id >= ${p.since}::xid8 and event.transaction_id < (select until from scope)
        and (meter.filters = '[]' or billing.usage_matches(event.data, meter.filters))
    ), counted as (
      insert into billing.usage_rollups as known
        (meter_id, account_id, owner_id, bucket, groups, events, sum, moment, most, latest, taken_back, last_transaction)
      select meter.id, account_id, owner_id, bucket, groups, sum(sign), sum(number * sign) filter (where meter.aggregation in ('sum', 'weightedSum')),
        sum(number * sign * instant) filter (where meter.aggregation = 'weightedSum'), max(number) filter (where meter.aggregation = 'max' and sign = 1),
        max(latest), count(*) filter (where sign < 0), max(transaction_id)
      from used cross join scope meter
      group by meter.id, account_id, owner_id, bucket, groups
      on conflict (meter_id, account_id, bucket, groups) do update set
        events = known.events + excluded.events,
        sum = coalesce(known.sum + excluded.sum, known.sum, excluded.sum),
        moment = coalesce(known.moment + excluded.moment, known.moment, excluded.moment),
        most = greatest(known.most, excluded.most),
        latest = greatest(known.latest, excluded.latest),
        taken_back = known.taken_back + excluded.taken_back,
        last_transaction = greatest(known.last_transaction, excluded.last_transaction)
    ), written as (
      insert into billing.usage_rollup_transactions (meter_id, account_id, owner_id, bucket, transaction_id)
      select distinct meter.id, account_id, owner_id, bucket, transaction_id from used cross join scope meter
    ), collected as (
      insert into billing.usage_rollup_values as known (meter_id, account_id, owner_id, bucket, groups, value, events)
      select meter.id, account_id, owner_id, bucket, groups, value, sum(sign) from used cross join scope meter
      where value is not null
      group by meter.id, account_id, owner_id, bucket, groups, value
      on conflict (meter_id, account_id, bucket, groups, value) do update set events = known.events + excluded.events
    )
    update billing.usage_rollup_progress progress set rolled_until = scope.until from scope where progress.meter_id = scope.id`,
);

const mostAtOnce = 50_000;

/** Begins to roll up meters that are new, from the first event of their type on. */
export async function startRollups(tx: Tx<'billing'>): Promise<void> {
  await tx.run(noteNewMeters, {});
}

/**
 * Rolls up some of what came in for one meter, in two statements: of transactions that are older than all that run. Resolves to false
 * where nothing is left that nobody else rolls up.
 */
export async function rollUpUsage(tx: Tx<'billing'>, most = mostAtOnce): Promise<boolean> {
  const [claimed] = await tx.run(claimMeter, {});
  if (claimed) await tx.run(advance, { ...claimed, most });
  return claimed !== undefined;
}
