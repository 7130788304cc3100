import { type Id, idToUuid } from '@plinth/kernel';
import { type SQL, sql } from 'drizzle-orm';
import type { MeterAggregation } from '../rules/usage-aggregation.ts';

/** What is asked of an account's usage: what a meter has counted from `from`, before `to` (RFC 3339). */
export interface UsageAsk {
  readonly accountId: Id<'acct'>;
  readonly meterId: Id<'mtr'>;
  readonly aggregation: MeterAggregation;
  readonly from: string;
  readonly to: string;
}

/** What one combination of a meter's groups comes to. */
export interface PositionedGroup {
  /** Of the ask, from 1. */
  readonly position: number;
  /** Their values as a JSON array. */
  readonly groups: string;
  readonly quantity: string;
}

export const askRows = (asks: readonly UsageAsk[]): object[] =>
  asks.map(({ accountId, meterId, from, to }) => ({ accountId: idToUuid(accountId), meterId: idToUuid(meterId), from, to }));

/**
 * The asks with their meters, in whole buckets: rollups are read from `first`, before `last`; `start` is the bucket that `from` lies in.
 * What an account did before `from` counts for a level alone.
 */
export const askedOf = (asks: SQL): SQL => sql`
  asked as materialized (
    select ask.position, ask."accountId" as account_id, ask."from" as since, ask."to" as until, meter.id as meter_id, meter.event_type,
      meter.aggregation, meter.value_property, meter.filters, meter.group_by, coalesce(progress.rolled_until, '0') as rolled_until,
      billing.usage_bucket(ask."from") as start,
      billing.usage_bucket(ask."from" + interval '15 minutes' - interval '1 microsecond') as first, billing.usage_bucket(ask."to") as last,
      case meter.aggregation when 'weightedSum' then '-infinity' else ask."from" end as earliest
    from rows from (jsonb_to_recordset(${asks}::jsonb) as ("accountId" uuid, "meterId" uuid, "from" timestamptz, "to" timestamptz))
      with ordinality as ask ("accountId", "meterId", "from", "to", position)
    join billing.meters meter on meter.id = ask."meterId"
    left join billing.usage_rollup_progress progress on progress.meter_id = meter.id
  )`;

/** The rollups of an ask: whole buckets within it, and before it where the level counts. */
export const wholeBuckets = sql`
  rollup.meter_id = asked.meter_id and rollup.account_id = asked.account_id and rollup.bucket < asked.last
    and rollup.bucket >= case when asked.aggregation = 'weightedSum' then '-infinity' else asked.first end
    and (rollup.bucket >= asked.first or rollup.bucket < asked.start)`;

const counted = sql`event.account_id = asked.account_id and event.type = asked.event_type and (asked.filters = '[]' or billing.usage_matches(event.data, asked.filters))`;

// The planner cannot know that the tail is short. It takes a range for shorter than what one end alone bounds: of the transactions it
// sees both ends, so that it goes by their index.
/** The events of an ask that are not rolled up. */
export const tail = sql`
  ${counted} and event.transaction_id >= asked.rolled_until and event.transaction_id < '18446744073709551615'
    and event.time >= asked.earliest and event.time < asked.until`;

/** The events that are rolled up in the buckets from `first`, before `last` (SQL), among some of others: they are known by their transactions. */
export const rolledUpIn = (first: SQL, last: SQL): SQL => sql`
  ${counted} and event.transaction_id = any (array(
    select written.transaction_id from billing.usage_rollup_transactions written
    where written.meter_id = asked.meter_id and written.account_id = asked.account_id and written.bucket >= ${first} and written.bucket < ${last}))`;

/** The events at the edges of an ask, in buckets that are cut by it; they are rolled up with others. */
export const leftEdge = sql`
  asked.start < asked.first and ${rolledUpIn(sql`asked.start`, sql`asked.first`)}
    and event.time >= greatest(asked.start, asked.earliest) and event.time < least(asked.first, asked.until)`;
export const rightEdge = sql`
  asked.last < asked.until and asked.last >= asked.first and ${rolledUpIn(sql`asked.last`, sql`asked.until`)}
    and event.time >= asked.last and event.time < asked.until`;

export const groupsOf = sql`case when asked.group_by = '{}' then '{}'::text[] else billing.usage_groups(event.data, asked.group_by) end`;
export const numberOf = sql`billing.usage_number(event.data, asked.value_property)`;
