import { createDatabase, type Database } from '@plinth/db';
import { createIds, type Id, idToUuid, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { type UsageAsk, usageQuantities } from './usage-quantities.ts';

let billing: TestBilling;
let database: Database<'billing'>;
beforeAll(async () => {
  billing = await createTestBilling();
  database = createDatabase('billing', { url: billing.database.url });
});
afterAll(async () => {
  await database.close();
  await billing.close();
});

const ids = createIds(systemClock);
const owner = 'org_of_the_meter';

async function used(accountId: Id<'acct'>, events: readonly { time: string; type?: string; data?: unknown }[]): Promise<void> {
  const rows = events.map(({ time, type = 'api.call', data = null }, n) => ({ account_id: idToUuid(accountId), owner_id: owner, type, source: 'test', event_id: String(n), time, data, received_at: time }));
  await billing.database.driver('billing').begin(async (sql) => {
    await sql`select set_config('plinth.scope', ${`{${owner}}`}, true)`;
    await sql`select billing.ensure_usage_months(array(select (event ->> 'time')::timestamptz from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) event))`;
    await sql`
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, data, received_at)
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as event (account_id uuid, owner_id text, type text, source text,
        event_id text, time timestamptz, data jsonb, received_at timestamptz)`;
  });
}

const asking = (accountId: Id<'acct'>, ask: Partial<UsageAsk> = {}): UsageAsk => ({
  accountId, eventType: 'api.call', aggregation: 'count', valueProperty: null, from: '2027-01-01T00:00:00Z', to: '2027-02-01T00:00:00Z', ...ask,
});
const quantitiesOf = (asks: readonly UsageAsk[]) => usageQuantities(database.reader([owner]), asks);

test('the quantities come in the order of the asks; a period has its start and not its end', async () => {
  const [one, other] = [ids('acct'), ids('acct')];
  await used(one, [{ time: '2026-12-31T23:59:59.999Z' }, { time: '2027-01-01T00:00:00Z' }, { time: '2027-01-31T23:59:59.999Z' }, { time: '2027-02-01T00:00:00Z' }]);
  await used(other, [{ time: '2027-01-05T00:00:00Z' }, { time: '2027-01-05T00:00:00Z', type: 'api.other' }]);
  expect(await quantitiesOf([asking(other), asking(one), asking(ids('acct')), asking(one, { to: '2028-01-01T00:00:00Z' })])).toEqual(['1', '2', '0', '3']);
  expect(await quantitiesOf([])).toEqual([]);
});

test('a sum is exact, reads numbers and text, and leaves out what is no decimal', async () => {
  const account = ids('acct');
  const values = [0.1, 0.2, '0.30', '-0.05', '999999999999999999.999999999999', 'many', '1e5', true, null, [1], { of: 1 }];
  await used(account, [...values.map((size) => ({ time: '2027-01-02T00:00:00Z', data: { size } })), { time: '2027-01-02T00:00:00Z', data: 'text' }, { time: '2027-01-02T00:00:00Z' }]);
  expect(await quantitiesOf([asking(account, { aggregation: 'sum', valueProperty: 'size' })])).toEqual(['1000000000000000000.549999999999']);
});

test('another owner sees no usage', async () => {
  const account = ids('acct');
  await used(account, [{ time: '2027-01-05T00:00:00Z' }]);
  expect(await usageQuantities(database.reader(['org_of_someone_else']), [asking(account)])).toEqual(['0']);
});

test('the quantities of a period are read from the index of its months', async () => {
  const lines = await billing.database.driver('billing').begin(async (sql) => {
    await sql`select billing.ensure_usage_months(array['2027-01-15T00:00:00Z'::timestamptz])`;
    await sql`set local enable_seqscan = off`;
    return sql`explain select count(*) from billing.usage_events where account_id = gen_random_uuid() and type = 'a' and time >= '2027-01-01' and time < '2027-02-01'`;
  });
  const plan = lines.map((line) => String(line['QUERY PLAN'])).join('\n');
  expect(plan).toContain('usage_events_202701');
  expect(plan).not.toContain('usage_events_early');
  expect(plan).toContain('Index');
});
