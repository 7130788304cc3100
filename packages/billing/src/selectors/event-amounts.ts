import { compile, json, type Reader } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql, type SQL } from 'drizzle-orm';
import type { MeterFilter } from '../contract/meters.ts';
import { parseDecimal } from '../rules/decimal.ts';
import type { EqualEvents } from '../rules/rating/price.ts';
import { rolledUpIn, tail } from './usage-asks.ts';

/** What is asked of an account's single events: their amounts, those that an allowance may cover apart from the others. */
export interface EventAmountsAsk {
  readonly accountId: Id<'acct'>;
  readonly meterId: Id<'mtr'>;
  readonly eventType: string;
  readonly valueProperty: string | null;
  readonly filters: readonly MeterFilter[];
  readonly from: string;
  readonly to: string;
  /** How many events are free, and up to which total; null where it is no limit. */
  readonly freeEvents: number | null;
  readonly freeTotal: string | null;
}

const amountsOf = (which: SQL) => sql`
  select event.time, event.source, event.event_id, event.sign, (event.data ->> asked.value_property)::numeric as amount
  from billing.usage_events event
  where ${which} and event.time >= asked.earliest and event.time < asked.until
    and jsonb_typeof(event.data -> asked.value_property) in ('number', 'string') and event.data ->> asked.value_property ~ '^[0-9]{1,18}(\\.[0-9]{1,12})?$'`;

// Events in their order: those that lie within the allowance whole, the one that its end lies in, the others. Within each part order
// changes no amount, so that equal ones are counted together: what comes back grows with the number of amounts, not of events. Which
// part an event is in decides its place alone; what is free of it is the rule's to say. What was taken back is no event.
const amounts = compile(
  { asks: json },
  (_q, p) => sql<{ position: number; amount: string; count: string }>`
    with asked as materialized (
      select ask.position, ask."accountId" as account_id, ask."meterId" as meter_id, ask."eventType" as event_type, ask."valueProperty" as value_property,
        ask.filters, ask."from" as earliest, ask."to" as until, ask."freeEvents" as free_events, ask."freeTotal" as free_total,
        coalesce(progress.rolled_until, '0') as rolled_until
      from rows from (jsonb_to_recordset(${p.asks}::jsonb) as ("accountId" uuid, "meterId" uuid, "eventType" text, "valueProperty" text, filters jsonb,
        "from" timestamptz, "to" timestamptz, "freeEvents" bigint, "freeTotal" numeric)) with ordinality
        as ask ("accountId", "meterId", "eventType", "valueProperty", filters, "from", "to", "freeEvents", "freeTotal", position)
      left join billing.usage_rollup_progress progress on progress.meter_id = ask."meterId"
    ), used as (
      select asked.position, asked.free_events, asked.free_total, event.amount,
        row_number() over earlier as nth, sum(event.amount) over earlier as total
      from asked cross join lateral (
        select time, source, event_id, amount
        from (${amountsOf(tail)} union all ${amountsOf(rolledUpIn(sql`billing.usage_bucket(asked.earliest)`, sql`asked.until`))}) event
        group by time, source, event_id, amount
        having sum(sign) > 0
      ) event
      window earlier as (partition by asked.position order by event.time, event.source collate "C", event.event_id collate "C" rows unbounded preceding)
    ), placed as (
      select position::integer, amount, case
        when nth > free_events or total - amount >= free_total or free_events is null and free_total is null then 3
        when total > free_total then 2
        else 1 end as part
      from used
    )
    select position, trim_scale(amount)::text as amount, count(*)::text as count from placed group by position, part, amount order by position, part, amount`,
);

/** The amounts of single events of zero and more, for each ask in their order, by one statement. */
export async function eventAmounts(db: Reader<'billing'>, asks: readonly EventAmountsAsk[]): Promise<EqualEvents[][]> {
  if (asks.length === 0) return [];
  const rows = await db.run(amounts, { asks: asks.map((ask) => ({ ...ask, accountId: idToUuid(ask.accountId), meterId: idToUuid(ask.meterId) })) });
  const byPosition = Map.groupBy(rows, ({ position }) => position);
  return asks.map((_ask, index) => (byPosition.get(index + 1) ?? []).map(({ amount, count }) => ({ amount: parseDecimal(amount), count: BigInt(count) })));
}
