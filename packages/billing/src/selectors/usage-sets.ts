import { compile, json, type Reader } from '@plinth/db';
import { sql, type SQL } from 'drizzle-orm';
import { askedOf, askRows, groupsOf, leftEdge, type PositionedGroup, rightEdge, tail, type UsageAsk, wholeBuckets } from './usage-asks.ts';

const fromEvents = (which: SQL) => sql`
  select ${groupsOf} as groups, billing.usage_value(event.data, asked.value_property) as value, event.sign as events
  from billing.usage_events event where ${which}`;

// A set is a bag: what was taken back is in it with a count of zero.
const distinctValues = compile(
  { asks: json },
  (_q, p) => sql<PositionedGroup>`
    with ${askedOf(p.asks)}
    select position::integer as position, to_json(groups)::text as groups, count(*)::text as quantity
    from (
      select asked.position, part.groups, part.value
      from asked cross join lateral (
        select rollup.groups, rollup.value, rollup.events from billing.usage_rollup_values rollup where ${wholeBuckets}
        union all ${fromEvents(tail)}
        union all ${fromEvents(leftEdge)}
        union all ${fromEvents(rightEdge)}
      ) part
      where part.value is not null
      group by asked.position, part.groups, part.value
      having sum(part.events) > 0
    ) known
    group by position, groups`,
);

/** For each ask and each combination of its groups the number of distinct values. */
export const usageSets = (db: Reader<'billing'>, asks: readonly UsageAsk[]): Promise<PositionedGroup[]> => db.run(distinctValues, { asks: askRows(asks) });
