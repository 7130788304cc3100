import type { Driver } from '@plinth/db';
import type { Plan } from '../index.ts';
import { uuidOf } from './subscribing.ts';

/** `calls` of each account, or of one in so many, all at `time` and in one transaction. */
export async function manyCalls(sql: Driver, { calls, time, oneIn = 1 }: { readonly calls: number; readonly time: string; readonly oneIn?: number }): Promise<void> {
  await sql`select billing.ensure_usage_months(array[${time}::timestamptz])`;
  await sql`
    insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
    select account.id, account.owner_id, 'api.call', 'test', ${time} || n, ${time}, now()
    from (select id, owner_id, row_number() over (order by id) as position from billing.accounts) account, generate_series(1, ${calls}) n
    where account.position % ${oneIn} = 0`;
}

/** `count` live accounts, each of an owner of its own and subscribed to `plan` in January 2027, with ten calls each. */
export async function manySubscribers(sql: Driver, plan: Plan, count: number): Promise<void> {
  await sql`
    insert into billing.accounts (id, owner_id, name, currency, time_zone, created_at)
    select uuidv7(), 'org_' || n, 'Account ' || n, 'EUR', 'UTC', '2027-01-01' from generate_series(1, ${count}) n`;
  await sql`
    insert into billing.subscriptions (id, account_id, owner_id, plan_id, anchor, period_index, current_period_start, current_period_end, due_at, created_at,
      status, time_zone, anchored_at, starts_at, terms_since, quantity_since)
    select uuidv7(), id, owner_id, ${uuidOf(plan.id)}, '2027-01-01', 0, '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z', '2027-02-01T00:00:00Z', created_at,
      'active', time_zone, '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z'
    from billing.accounts`;
  await manyCalls(sql, { calls: 10, time: '2027-01-10T00:00:00Z' });
  await sql`analyze billing.accounts, billing.subscriptions, billing.usage_events`;
}
