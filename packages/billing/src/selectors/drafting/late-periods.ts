import { compile, json, type Reader } from '@plinth/db';
import { type Id, idToUuid, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { subscriptions } from '../../db/subscriptions.ts';
import type { InstantPeriod } from '../../rules/billing-calendar.ts';
import { type Decimal, parseDecimal } from '../../rules/decimal.ts';
import { type Fraction, parseFraction } from '../../rules/fraction.ts';

/** A period of a metered charge whose invoice is final, and for which usage has been written since. */
export interface LatePeriod {
  readonly chargeId: Id<'charge'>;
  readonly planId: Id<'plan'>;
  readonly period: InstantPeriod;
  /** Of the cycle, for its spend limits. */
  readonly share: Fraction;
  /** What its lines have billed, those of late usage included (minor units). */
  readonly billed: { readonly quantity: Decimal; readonly amount: bigint };
  /** Of the next line of late usage. */
  readonly sequence: number;
}

export interface LateUsage {
  /** A transaction (xid8): what was written before it has been looked at once `periods` are billed. */
  readonly until: string;
  readonly periods: readonly LatePeriod[];
}

/** Of a subscription that has not been looked at: the first that is billed afterwards looks at all. */
export const notLookedAt: LateUsage = { until: '0', periods: [] };

interface PeriodRow {
  readonly chargeId: string;
  readonly planId: string;
  readonly start: string;
  readonly end: string;
  readonly share: string;
  readonly quantity: string;
  readonly amount: string;
  readonly sequence: number;
}

// What was written since is as a rule of periods that are yet to be billed, and is passed over in the index. A void invoice has billed what it
// says, unless another has taken its place; a draft counts anew. A level goes on, so that what comes late changes all later periods.
// The earliest bucket bounds the lines to look at, so that what was billed long before is not read. The tail is grouped apart, for each meter: joined, all events are read.
export const latePeriods = compile(
  { asks: json },
  (_q, p) => sql<{ until: string; periods: string }>`
    with ask as materialized (
      select ask.*, (select max(line.period_end) from billing.invoice_lines line where line.subscription_id = ask.id and line.share is not null) as billed_until
      from rows from (jsonb_to_recordset(${p.asks}::jsonb) as (id uuid, "accountId" uuid, "countedUntil" xid8)) with ordinality as ask (id, account_id, counted_until, position)
    ), tail as materialized (
      select meter.id as meter_id, meter.event_type, coalesce(progress.rolled_until, '0') as rolled_until
      from billing.meters meter left join billing.usage_rollup_progress progress on progress.meter_id = meter.id
    ), unrolled as materialized (
      select written.account_id, tail.meter_id, written.bucket, written.transaction_id from tail cross join lateral (
        select event.account_id, billing.usage_bucket(event.time) as bucket, max(event.transaction_id) as transaction_id from billing.usage_events event
        where event.type = tail.event_type and event.transaction_id >= tail.rolled_until and event.transaction_id < '18446744073709551615'
          and event.account_id = any (array(select account_id from ask)) and event.time < (select max(billed_until) from ask)
        group by event.account_id, bucket
      ) written
    )
    select pg_snapshot_xmin(pg_current_snapshot())::text as until, (
      with written as materialized (
        select rollup.meter_id, rollup.bucket from billing.usage_rollups rollup
        where rollup.account_id = ask.account_id and rollup.last_transaction >= ask.counted_until and rollup.last_transaction < '18446744073709551615'
          and rollup.bucket < ask.billed_until
        union
        select unrolled.meter_id, unrolled.bucket from unrolled
        where unrolled.account_id = ask.account_id and unrolled.transaction_id >= ask.counted_until and unrolled.bucket < ask.billed_until
      )
      select coalesce(jsonb_agg(jsonb_build_object('chargeId', line.charge_id, 'planId', charge.plan_id, 'start', line.period_start, 'end', line.period_end,
          'share', line.share, 'quantity', billed.quantity::text, 'amount', billed.amount::text, 'sequence', billed.sequence)
          order by line.period_start, charge.position, charge.id), '[]')
      from billing.invoice_lines line
      join billing.invoices invoice on invoice.id = line.invoice_id and invoice.status <> 'draft'
      join billing.charges charge on charge.id = line.charge_id
      join billing.meters meter on meter.id = charge.meter_id
      cross join lateral (
        select sum(known.amount) filter (where replacing.id is null) as amount,
          sum(known.quantity) filter (where replacing.id is null and known.reason <> 'minimumSpend') as quantity,
          count(*) filter (where replacing.id is null and known.reason = 'lateUsage') + 1 as sequence
        from billing.invoice_lines known left join billing.invoices replacing on replacing.replaces = known.invoice_id
        where known.subscription_id = line.subscription_id and known.charge_id = line.charge_id
          and known.period_start = line.period_start and known.period_end = line.period_end
          and (known.share is not null or known.reason = 'lateUsage')
      ) billed
      where line.subscription_id = ask.id and line.share is not null and line.reason <> 'minimumSpend'
        and line.period_end > (select min(bucket) from written)
        and not exists (select from billing.invoices replacing where replacing.replaces = line.invoice_id)
        and exists (select from written where written.meter_id = charge.meter_id and written.bucket < line.period_end
          and (meter.aggregation = 'weightedSum' or written.bucket > line.period_start - interval '15 minutes'))
    )::text as periods
    from ask order by ask.position`,
);

const periodOf = ({ chargeId, planId, start, end, share, quantity, amount, sequence }: PeriodRow): LatePeriod => ({
  chargeId: uuidToId('charge', chargeId),
  planId: uuidToId('plan', planId),
  period: { start: Temporal.Instant.from(start), end: Temporal.Instant.from(end) },
  share: parseFraction(share),
  billed: { quantity: parseDecimal(quantity), amount: BigInt(amount) },
  sequence,
});

/**
 * Which periods of subscriptions, in the order of their rows, have usage that came after their invoices, by one statement however many there
 * are, and by none where no usage was billed.
 */
export async function lateUsage(db: Reader<'billing'>, rows: readonly Pick<typeof subscriptions.$inferSelect, 'id' | 'accountId' | 'usageCountedUntil'>[]): Promise<LateUsage[]> {
  const asked = rows.filter(({ usageCountedUntil }) => usageCountedUntil !== null);
  if (asked.length === 0) return rows.map(() => notLookedAt);
  const found = await db.run(latePeriods, { asks: asked.map(({ id, accountId, usageCountedUntil }) => ({ id: idToUuid(id), accountId: idToUuid(accountId), countedUntil: usageCountedUntil })) });
  const byId = new Map(asked.map(({ id }, index) => [id, found[index]]));
  return rows.map(({ id }) => {
    const own = byId.get(id);
    return own ? { until: own.until, periods: (JSON.parse(own.periods) as PeriodRow[]).map(periodOf) } : notLookedAt;
  });
}
