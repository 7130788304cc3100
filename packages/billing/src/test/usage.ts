import type { Database, Driver } from '@plinth/db';
import { createIds, type Id, idToUuid, systemClock } from '@plinth/kernel';
import type { UsageAsk } from '../selectors/usage-asks.ts';
import type { CreateMeter } from '../index.ts';
import type { TestBilling } from '../../testing/index.ts';
import { eventually } from '@plinth/testing';
import { rollUpAll } from '../jobs/roll-up-usage.ts';
import { createRollUps } from '../module.ts';
import { aKey, operator } from './catalogue.ts';

const ids = createIds(systemClock);

export interface PlantedEvent {
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly time: string;
  readonly data?: unknown;
  /** Minus one for an event that is taken back. */
  readonly sign?: number;
}

export interface Metered {
  readonly id: Id<'acct'>;
  readonly ownerId: string;
}

/** An account that only its events know. */
export const someone = (): Metered => ({ id: ids('acct'), ownerId: ids('org') });

/** Events as they lie in the database, in one transaction. */
export async function plant(sql: Driver, { id: accountId, ownerId }: Metered, events: readonly PlantedEvent[]): Promise<void> {
  const rows = events.map(({ id = ids('evt'), source = 'test', type = 'api.call', time, data = null, sign = 1 }) => ({ id, source, type, time, data, sign }));
  await sql.begin(async (tx) => {
    await tx`select billing.ensure_usage_months(array(select (event ->> 'time')::timestamptz from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) event))`;
    await tx`
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, data, sign, received_at)
      select ${idToUuid(accountId)}, ${ownerId}, type, source, id, time, data, sign, now()
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as event (id text, source text, type text, time timestamptz, data jsonb, sign smallint)`;
  });
}

/** A new meter, and what is asked of it for January 2027. */
export async function aMeterToAsk({ services }: TestBilling, meter: Partial<CreateMeter> = {}) {
  const made = await services.createMeter({ key: aKey('meter'), aggregation: 'count', eventType: 'api.call', ...meter }, operator);
  const ask = ({ id: accountId }: Pick<Metered, 'id'>, period: Partial<UsageAsk> = {}): UsageAsk => ({
    accountId, meterId: made.id, aggregation: made.aggregation, from: '2027-01-01T00:00:00Z', to: '2027-02-01T00:00:00Z', ...period,
  });
  return { meter: made, ask };
}

/** All that is rolled up, in an order of its own. */
export async function rollupsOf(sql: Driver): Promise<unknown[]> {
  const buckets = await sql`
    select meter_id, account_id, owner_id, bucket, groups, events, trim_scale(sum) as sum, trim_scale(moment) as moment, trim_scale(most) as most, latest, taken_back, last_transaction
    from billing.usage_rollups order by meter_id, account_id, bucket, groups`;
  const sets = await sql`select * from billing.usage_rollup_values order by meter_id, account_id, bucket, groups, value`;
  return [...buckets, ...sets];
}

/** Rolls up until no event is left beside; another transaction anywhere on the server may still be in the way. */
export const rollUpEverything = (database: Database<'billing'>, sql: Driver): Promise<void> =>
  eventually(async () => {
    await rollUpAll(createRollUps(database));
    const [left] = await sql<{ count: number }[]>`
      select count(*)::integer as count from billing.usage_events event
      join billing.meters meter on meter.event_type = event.type join billing.usage_rollup_progress progress on progress.meter_id = meter.id
      where event.transaction_id >= progress.rolled_until`;
    if (left?.count !== 0) throw new Error(`${left?.count ?? 'All'} events are not rolled up.`);
  });
