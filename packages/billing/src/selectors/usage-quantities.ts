import { compile, json, type Reader } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';

/** What is asked of an account's events: those of a type from `from`, before `to` (RFC 3339). */
export interface UsageAsk {
  readonly accountId: Id<'acct'>;
  readonly eventType: string;
  readonly aggregation: 'count' | 'sum';
  /** The property of an event's data that is summed. */
  readonly valueProperty: string | null;
  readonly from: string;
  readonly to: string;
}

// A value that is no decimal of the length that ingest takes adds nothing: the meter may be younger than the event.
const quantities = compile(
  { asks: json },
  (_q, p) => sql<{ quantity: string }>`
    select trim_scale(used.quantity)::text as quantity
    from rows from (jsonb_to_recordset(${p.asks}::jsonb) as ("accountId" uuid, "eventType" text, aggregation text, "valueProperty" text,
      "from" timestamptz, "to" timestamptz)) with ordinality as ask ("accountId", "eventType", aggregation, "valueProperty", "from", "to", position)
    cross join lateral (
      select case ask.aggregation when 'count' then count(*) else coalesce(sum(case
        when jsonb_typeof(event.data -> ask."valueProperty") in ('number', 'string')
          and event.data ->> ask."valueProperty" ~ '^-?[0-9]{1,18}(\\.[0-9]{1,12})?$' then (event.data ->> ask."valueProperty")::numeric
      end), 0) end as quantity
      from billing.usage_events event
      where event.account_id = ask."accountId" and event.type = ask."eventType" and event.time >= ask."from" and event.time < ask."to"
    ) used
    order by ask.position`,
);

/** How much was used, a decimal for each ask in their order, by one statement; an ask without events is "0". */
export async function usageQuantities(db: Reader<'billing'>, asks: readonly UsageAsk[]): Promise<string[]> {
  if (asks.length === 0) return [];
  const rows = await db.run(quantities, { asks: asks.map((ask) => ({ ...ask, accountId: idToUuid(ask.accountId) })) });
  return rows.map(({ quantity }) => quantity);
}
