import { compile, json, type Reader } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { MeterFilter } from '../contract/meters.ts';
import { parseDecimal } from '../rules/decimal.ts';
import type { EqualEvents } from '../rules/rating/price.ts';

/** What is asked of an account's single events: their amounts, those that an allowance may cover apart from the others. */
export interface EventAmountsAsk {
  readonly accountId: Id<'acct'>;
  readonly eventType: string;
  readonly valueProperty: string | null;
  readonly filters: readonly MeterFilter[];
  readonly from: string;
  readonly to: string;
  /** How many events are free, and up to which total; null where it is no limit. */
  readonly freeEvents: number | null;
  readonly freeTotal: string | null;
}

// Events in their order: those that lie within the allowance whole, the one that its end lies in, the others. Within each part order
// changes no amount, so that equal ones are counted together: what comes back grows with the number of amounts, not of events. Which
// part an event is in decides its place alone; what is free of it is the rule's to say. What was taken back is no event.
const amounts = compile(
  { asks: json },
  (_q, p) => sql<{ position: number; amount: string; count: string }>`
    with ask as (
      select * from rows from (jsonb_to_recordset(${p.asks}::jsonb) as ("accountId" uuid, "eventType" text, "valueProperty" text, filters jsonb,
        "from" timestamptz, "to" timestamptz, "freeEvents" bigint, "freeTotal" numeric)) with ordinality
        as ask ("accountId", "eventType", "valueProperty", filters, "from", "to", "freeEvents", "freeTotal", position)
    ), used as (
      select ask.position, ask."freeEvents", ask."freeTotal", event.amount,
        row_number() over earlier as nth, sum(event.amount) over earlier as total
      from ask cross join lateral (
        select event.time, event.source, event.event_id, (event.data ->> ask."valueProperty")::numeric as amount
        from billing.usage_events event
        where event.account_id = ask."accountId" and event.type = ask."eventType" and event.time >= ask."from" and event.time < ask."to"
          and jsonb_typeof(event.data -> ask."valueProperty") in ('number', 'string')
          and event.data ->> ask."valueProperty" ~ '^[0-9]{1,18}(\\.[0-9]{1,12})?$'
          and (ask.filters = '[]' or billing.usage_matches(event.data, ask.filters))
        group by event.time, event.source, event.event_id, amount
        having sum(event.sign) > 0
      ) event
      window earlier as (partition by ask.position order by event.time, event.source collate "C", event.event_id collate "C" rows unbounded preceding)
    ), placed as (
      select position::integer, amount, case
        when nth > "freeEvents" or total - amount >= "freeTotal" or "freeEvents" is null and "freeTotal" is null then 3
        when total > "freeTotal" then 2
        else 1 end as part
      from used
    )
    select position, trim_scale(amount)::text as amount, count(*)::text as count from placed group by position, part, amount order by position, part, amount`,
);

/** The amounts of single events of zero and more, for each ask in their order, by one statement. */
export async function eventAmounts(db: Reader<'billing'>, asks: readonly EventAmountsAsk[]): Promise<EqualEvents[][]> {
  if (asks.length === 0) return [];
  const rows = await db.run(amounts, { asks: asks.map((ask) => ({ ...ask, accountId: idToUuid(ask.accountId) })) });
  const byPosition = Map.groupBy(rows, ({ position }) => position);
  return asks.map((_ask, index) => (byPosition.get(index + 1) ?? []).map(({ amount, count }) => ({ amount: parseDecimal(amount), count: BigInt(count) })));
}
