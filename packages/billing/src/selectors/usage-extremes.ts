import { compile, json, type Reader } from '@plinth/db';
import { sql, type SQL } from 'drizzle-orm';
import { askedOf, askRows, groupsOf, leftEdge, numberOf, type PositionedGroup, rightEdge, rolledUpIn, tail, type UsageAsk, wholeBuckets } from './usage-asks.ts';

/** The last of events is the greatest of these: instant (milliseconds since 1970), source, id, and its value. */
export const usageOrder = (value: SQL): SQL => sql`
  array[lpad(floor(extract(epoch from event.time) * 1000)::bigint::text, 15, '0'), event.source, event.event_id, (${value})::text] collate "C"`;

const fromEvents = (which: SQL) => sql`
  select ${groupsOf} as groups, number.value as most, case asked.aggregation when 'latest' then ${usageOrder(sql`number.value`)} end as latest
  from billing.usage_events event cross join lateral (select ${numberOf} as value) number
  where ${which} and number.value is not null and event.sign = 1`;

const endOfDisturbed = sql`disturbed.bucket + interval '15 minutes'`;
const signedEvents = (which: SQL) => sql`
  select ${groupsOf} as groups, ${numberOf} as value, ${usageOrder(numberOf)} as latest, event.sign from billing.usage_events event
  where ${which} and event.time >= greatest(disturbed.bucket, asked.since) and event.time < least(${endOfDisturbed}, asked.until)`;

const undisturbed = (instant: SQL) => sql`
  not exists (select from disturbed where disturbed.position = asked.position and disturbed.bucket = ${instant})`;

// A maximum does not go down by subtracting: where something was taken back, the bucket is read from its events, as far as they still stand.
const extremes = compile(
  { asks: json },
  (_q, p) => sql<PositionedGroup>`
    with ${askedOf(p.asks)},
    disturbed as materialized (
      select asked.position, rollup.bucket from asked join billing.usage_rollups rollup on ${wholeBuckets} where rollup.taken_back > 0
      union
      select asked.position, billing.usage_bucket(event.time) from asked join billing.usage_events event on ${tail} where event.sign < 0
      union
      select asked.position, billing.usage_bucket(event.time) from asked join billing.usage_events event on ${leftEdge} where event.sign < 0
      union
      select asked.position, billing.usage_bucket(event.time) from asked join billing.usage_events event on ${rightEdge} where event.sign < 0
    )
    select asked.position::integer as position, to_json(part.groups)::text as groups,
      trim_scale(case asked.aggregation when 'max' then max(part.most) else (max(part.latest))[4]::numeric end)::text as quantity
    from asked cross join lateral (
      select rollup.groups, rollup.most, rollup.latest from billing.usage_rollups rollup
      where ${wholeBuckets} and rollup.events > 0 and ${undisturbed(sql`rollup.bucket`)}
      union all ${fromEvents(sql`${tail} and ${undisturbed(sql`billing.usage_bucket(event.time)`)}`)}
      union all ${fromEvents(sql`${leftEdge} and ${undisturbed(sql`billing.usage_bucket(event.time)`)}`)}
      union all ${fromEvents(sql`${rightEdge} and ${undisturbed(sql`billing.usage_bucket(event.time)`)}`)}
      union all (
        select standing.groups, standing.value, standing.latest
        from disturbed cross join lateral (
          ${signedEvents(tail)} union all ${signedEvents(rolledUpIn(sql`disturbed.bucket`, endOfDisturbed))}
        ) standing
        where disturbed.position = asked.position and standing.value is not null
        group by standing.groups, standing.value, standing.latest
        having sum(standing.sign) > 0
      )
    ) part
    group by asked.position, asked.aggregation, part.groups`,
);

/** For each ask and each combination of its groups the greatest, or the last value. */
export const usageExtremes = (db: Reader<'billing'>, asks: readonly UsageAsk[]): Promise<PositionedGroup[]> => db.run(extremes, { asks: askRows(asks) });
