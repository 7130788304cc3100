import { compile, json, type Reader } from '@plinth/db';
import { sql, type SQL } from 'drizzle-orm';
import { askedOf, askRows, groupsOf, leftEdge, numberOf, rightEdge, tail, type UsageAsk, wholeBuckets } from './usage-asks.ts';

/** What adds up: events, values, and for a level what came before the period, and the moment. Decimals as text. */
export interface SumsOfGroup {
  readonly position: number;
  /** Their values as a JSON array. */
  readonly groups: string;
  readonly events: string;
  readonly sum: string;
  readonly before: string;
  readonly moment: string;
}

const fromEvents = (which: SQL) => sql`
  select ${groupsOf} as groups, event.sign as events, case when event.time >= asked.since then number.value end as sum,
    case when event.time < asked.since then number.value end as before,
    case when asked.aggregation = 'weightedSum' and event.time >= asked.since then number.value * floor(extract(epoch from event.time) * 1000) end as moment
  from billing.usage_events event cross join lateral (select case when asked.value_property is not null then ${numberOf} * event.sign end as value) number
  where ${which}`;

const sums = compile(
  { asks: json },
  (_q, p) => sql<SumsOfGroup>`
    with ${askedOf(p.asks)}
    select asked.position::integer as position, to_json(part.groups)::text as groups, coalesce(sum(part.events), 0)::text as events, trim_scale(coalesce(sum(part.sum), 0))::text as sum,
      trim_scale(coalesce(sum(part.before), 0))::text as before, trim_scale(coalesce(sum(part.moment), 0))::text as moment
    from asked cross join lateral (
      select rollup.groups, rollup.events, case when rollup.bucket >= asked.since then rollup.sum end as sum,
        case when rollup.bucket < asked.since then rollup.sum end as before, case when rollup.bucket >= asked.since then rollup.moment end as moment
      from billing.usage_rollups rollup where ${wholeBuckets}
      union all ${fromEvents(tail)}
      union all ${fromEvents(leftEdge)}
      union all ${fromEvents(rightEdge)}
    ) part
    group by asked.position, part.groups`,
);

/** For each ask and each combination of its groups what adds up; an ask without events has no row. */
export const usageSums = (db: Reader<'billing'>, asks: readonly UsageAsk[]): Promise<SumsOfGroup[]> => db.run(sums, { asks: askRows(asks) });
