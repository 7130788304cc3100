import { createDatabase, type Database, type Driver } from '@plinth/db';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { forgetRollups } from '../services/rebuild-usage-rollups.ts';
import { createRollUps } from '../module.ts';
import { rollUpAll } from '../jobs/roll-up-usage.ts';
import { aMeterToAsk, plant, rollUpEverything, rollupsOf, someone } from '../test/usage.ts';
import { parseDecimal, sumDecimals } from '../rules/decimal.ts';
import { instant } from '../rules/test/calendar.ts';
import { holds } from '../rules/test/properties.ts';
import { type Aggregation, aggregateByGroup, billableQuantity, weightedSum } from '../rules/usage-aggregation.ts';
import type { UsageAsk } from './usage-asks.ts';
import { usageQuantities } from './usage-quantities.ts';

let billing: TestBilling;
let database: Database<'billing'>;
let system: Database<'billing'>;
let sql: Driver;
beforeAll(async () => {
  billing = await createTestBilling();
  database = createDatabase('billing', { url: billing.database.url });
  system = createDatabase('billing', { url: billing.database.url, acrossOwners: true });
  sql = billing.database.driver('billing');
});
afterAll(async () => {
  await Promise.all([database.close(), system.close()]);
  await billing.close();
});

const rollUp = () => rollUpAll(createRollUps(system));
const quantitiesOf = (asks: readonly UsageAsk[]) => usageQuantities(system.reader([]), asks);

test('the quantities come in the order of the asks; a period has its start and not its end', async () => {
  const [one, other] = [someone(), someone()];
  const { ask } = await aMeterToAsk(billing);
  await plant(sql, one, [{ time: '2026-12-31T23:59:59.999Z' }, { time: '2027-01-01T00:00:00Z' }, { time: '2027-01-31T23:59:59.999Z' }, { time: '2027-02-01T00:00:00Z' }]);
  await plant(sql, other, [{ time: '2027-01-05T00:00:00Z' }, { time: '2027-01-05T00:00:00Z', type: 'api.other' }]);
  const asks = [ask(other), ask(one), ask(someone()), ask(one, { to: '2028-01-01T00:00:00Z' })];
  expect(await quantitiesOf(asks)).toEqual(['1', '2', '0', '3']);
  await rollUp();
  expect(await quantitiesOf(asks)).toEqual(['1', '2', '0', '3']);
  expect(await quantitiesOf([])).toEqual([]);
});

test('a sum is exact, reads numbers and text, and leaves out what is no decimal', async () => {
  const account = someone();
  const { ask } = await aMeterToAsk(billing, { aggregation: 'sum', valueProperty: 'size' });
  const values = [0.1, 0.2, '0.30', '-0.05', '999999999999999999.999999999999', 'many', '1e5', true, null, [1], { of: 1 }];
  await plant(sql, account, [...values.map((size) => ({ time: '2027-01-02T00:00:00Z', data: { size } })), { time: '2027-01-02T00:00:00Z', data: 'text' }, { time: '2027-01-02T00:00:00Z' }]);
  expect(await quantitiesOf([ask(account)])).toEqual(['1000000000000000000.549999999999']);
  await rollUp();
  expect(await quantitiesOf([ask(account)])).toEqual(['1000000000000000000.549999999999']);
});

test('another owner sees no usage, be it rolled up or not', async () => {
  const account = someone();
  const { ask } = await aMeterToAsk(billing);
  await plant(sql, account, [{ time: '2027-01-05T00:00:00Z' }]);
  await rollUp();
  await plant(sql, account, [{ time: '2027-01-05T00:00:00Z' }]);
  expect(await usageQuantities(database.reader(['org_of_someone_else']), [ask(account)])).toEqual(['0']);
  expect(await usageQuantities(database.reader([account.ownerId]), [ask(account)])).toEqual(['2']);
});

const start = Date.parse('2027-01-01T00:00:00Z');
const minute = 60_000;
const at = fc.integer({ min: 0, max: 6 * 60 * 4 }).map((quarters) => new Date(start + (quarters * minute) / 4).toISOString());
const event = fc.record({
  time: at,
  source: fc.constantFrom('a', 'b'),
  id: fc.nat({ max: 9999 }).map(String),
  region: fc.constantFrom('eu', 'us', 'ap'),
  value: fc.integer({ min: -500, max: 500 }).map((cents) => (cents / 100).toFixed(2)),
  takenBack: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
});
const batches = fc.array(fc.record({ events: fc.uniqueArray(event, { maxLength: 12, selector: ({ id, source }) => `${source} ${id}` }), rolled: fc.boolean() }), { minLength: 1, maxLength: 4 });

type Planted = typeof event extends fc.Arbitrary<infer Event> ? Event : never;

/** What the rules make of the events that stand. */
function expected(aggregation: UsageAsk['aggregation'], filtered: boolean, grouped: boolean, events: readonly Planted[], from: string, to: string): string {
  const standing = events.filter(({ takenBack, region }) => !takenBack && (!filtered || region !== 'ap'));
  const period = { start: instant(from), end: instant(to) };
  if (aggregation === 'weightedSum') {
    // Rounded by group: the rows of the groups sum to the whole.
    const groups = [...Map.groupBy(standing, ({ region }) => (grouped ? region : '')).values()].map((members) => {
      const before = sumDecimals(members.filter(({ time }) => time < from).map(({ value }) => parseDecimal(value)));
      return billableQuantity(weightedSum(period, before, members.map(({ time, value }) => ({ at: instant(time), delta: parseDecimal(value) }))).quantity);
    });
    return sumDecimals(groups).toFixed();
  }
  const within = standing.filter(({ time }) => time >= from && time < to);
  const groups = aggregateByGroup(aggregation satisfies Aggregation, within.map(({ id, source, time, value, region }) => ({ id, source, at: instant(time), value, ...(grouped && { group: [region] }) })));
  return sumDecimals(groups.map(({ quantity }) => quantity)).toFixed();
}

test('what is rolled up and what is not are together what the rules say, whatever came in which order and was taken back; a rebuild gives the same tables', async () => {
  const aggregations = ['count', 'sum', 'max', 'uniqueCount', 'latest', 'weightedSum'] as const;
  const kinds = aggregations.map((aggregation, position) => ({ aggregation, grouped: position % 3 !== 0, filtered: position % 2 === 0 }));
  const meters = await Promise.all(
    kinds.map(({ aggregation, grouped, filtered }) =>
      aMeterToAsk(billing, {
        aggregation,
        eventType: 'probe',
        ...(aggregation !== 'count' && { valueProperty: 'value' }),
        ...(grouped && { groupBy: ['region'] }),
        ...(filtered && { filters: [{ property: 'region', values: ['eu', 'us'] }] }),
      }),
    ),
  );
  await holds('7. what is rolled up and what is not are what the rules say', [batches, at, at], async (came, one, other) => {
    const [from = one, to = other] = [one, other].sort();
    fc.pre(from < to);
    const account = someone();
    const all = came.flatMap(({ events }, batch) => events.map((each) => ({ ...each, id: `${batch}-${each.id}` })));
    for (const [batch, { rolled }] of came.entries()) {
      const own = all.filter(({ id }) => id.startsWith(`${batch}-`));
      const planted = own.map(({ id, source, time, value, region }) => ({ id, source, time, type: 'probe', data: { value, region } }));
      if (planted.length > 0) await plant(sql, account, planted);
      const back = planted.filter((_each, position) => own[position]?.takenBack).map((each) => ({ ...each, sign: -1 }));
      if (rolled) await rollUp();
      if (back.length > 0) await plant(sql, account, back);
    }
    const quantities = await quantitiesOf(meters.map(({ ask }) => ask(account, { from, to })));
    expect(quantities).toEqual(kinds.map(({ aggregation, filtered, grouped }) => expected(aggregation, filtered, grouped, all, from, to)));
  }, { runs: 12 });
  await rollUpEverything(system, sql);
  const before = await rollupsOf(sql);
  expect(before.length).toBeGreaterThan(50);
  await system.transaction([], forgetRollups);
  expect(await rollupsOf(sql)).toEqual([]);
  await rollUpEverything(system, sql);
  expect(await rollupsOf(sql)).toEqual(before);
});

test('a month is read from its rollups and its tail, a cut bucket from the index of its month', async () => {
  const lines = await sql.begin(async (tx) => {
    await tx`select billing.ensure_usage_months(array['2027-01-15T00:00:00Z'::timestamptz])`;
    await tx`set local enable_seqscan = off`;
    return tx`explain select count(*) from billing.usage_events where type = 'a' and transaction_id = any (array(select '1'::xid8)) and time >= '2027-01-01' and time < '2027-02-01'`;
  });
  const plan = lines.map((line) => String(line['QUERY PLAN'])).join('\n');
  expect(plan).toContain('usage_events_202701');
  expect(plan).not.toContain('usage_events_early');
  expect(plan).toMatch(/Index Cond: .*transaction_id = ANY/);
});
