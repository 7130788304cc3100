import { setTimeout } from 'node:timers/promises';
import { compile, compileWrite, createDatabase, type Database, type Driver, text } from '@plinth/db';
import { sql as query } from 'drizzle-orm';
import fc from 'fast-check';
import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBilling, type TestBilling } from '../../testing/index.ts';
import { createRollUps } from '../module.ts';
import { asyncProperty } from '../rules/test/properties.ts';
import { usageQuantities } from '../selectors/usage-quantities.ts';
import { rollUpUsage } from '../services/roll-up-usage.ts';
import { aKey } from '../test/catalogue.ts';
import { aMeterToAsk, plant, rollUpEverything, rollupsOf, someone } from '../test/usage.ts';
import { rollUpAll } from './roll-up-usage.ts';

let billing: TestBilling;
let system: Database<'billing'>;
let sql: Driver;
beforeAll(async () => {
  billing = await createTestBilling();
  system = createDatabase('billing', { url: billing.database.url, acrossOwners: true, connections: 12 });
  sql = billing.database.driver('billing');
});
afterAll(async () => {
  await system.close();
  await billing.close();
});

const oneSnapshot = compileWrite({}, () => query`set transaction isolation level repeatable read`);

/** What the database counts of all events, beside what is asked of rollup and tail; both in one snapshot. */
async function bothWays(eventType: string, asks: Parameters<typeof usageQuantities>[1]): Promise<[string[], string[]]> {
  const recount = compile(
    { eventType: text },
    (_q, p) => query<{ accountId: string; count: string; total: string; distinct: string }>`
      select coalesce(sum(sign), 0)::text as count, trim_scale(coalesce(sum((data ->> 'size')::numeric * sign), 0))::text as total,
        count(distinct data ->> 'size')::text as distinct from billing.usage_events where type = ${p.eventType}`,
  );
  return system.transaction([], async (tx) => {
    await tx.run(oneSnapshot, {});
    const [all] = await tx.run(recount, { eventType });
    return [await usageQuantities(tx, asks), [all?.count ?? '', all?.total ?? '', all?.distinct ?? '']];
  });
}

asyncProperty('8. while eight write, rollup and tail are a full recount at every moment, and at the end the rollup is all', [fc.integer({ min: 1, max: 40 }), fc.integer({ min: 4, max: 12 })], async (size, batches) => {
  const eventType = aKey('of.eight');
  const account = someone();
  const meters = await Promise.all([{}, { aggregation: 'sum', valueProperty: 'size' }, { aggregation: 'uniqueCount', valueProperty: 'size' }].map((meter) => aMeterToAsk(billing, { eventType, ...meter } as object)));
  const asks = meters.map(({ ask }) => ask(account));
  const events = (writer: number, batch: number) =>
    Array.from({ length: size }, (_, n) => ({ type: eventType, time: new Date(Date.UTC(2027, 0, 1 + (n % 28), writer, batch)).toISOString(), data: { size: writer + n } }));

  const state = { writing: true };
  let looks = 0;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let batch = 0; batch < batches; batch += 1) {
      // Somebody looks in between, however fast the writing is.
      while (looks < (4 * batch) / batches) await setTimeout(1);
      await plant(sql, account, events(writer, batch));
    }
  });
  const rolling = (async () => {
    while (state.writing) await rollUpAll(createRollUps(system));
  })();
  const looking = (async () => {
    while (state.writing) {
      const [asked, recounted] = await bothWays(eventType, asks);
      expect(asked).toEqual(recounted);
      looks += 1;
    }
  })();
  await Promise.all([Promise.all(writers).finally(() => (state.writing = false)), rolling, looking]);
  expect(looks).toBeGreaterThanOrEqual(3);
  await rollUpEverything(system, sql);
  expect(await usageQuantities(system.reader([]), asks)).toEqual([String(8 * size * batches), expect.any(String), String(size + 7)]);
}, { runs: 4 });

test('a transaction that is slow to commit is waited for, and nothing of it is lost', async () => {
  const eventType = 'slow';
  const account = someone();
  const { ask } = await aMeterToAsk(billing, { eventType });
  const count = () => usageQuantities(system.reader([]), [ask(account)]);
  await plant(sql, account, [{ type: eventType, time: '2027-01-02T00:00:00Z' }]);
  await sql.begin(async (slow) => {
    await slow`
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
      select account_id, owner_id, type, source, 'slow', time, received_at from billing.usage_events where type = ${eventType}`;
    await plant(sql, account, [{ type: eventType, time: '2027-01-03T00:00:00Z' }]);
    await rollUpAll(createRollUps(system));
    expect(await count()).toEqual(['2']);
  });
  expect(await count()).toEqual(['3']);
  await rollUpEverything(system, sql);
  expect(await count()).toEqual(['3']);
  const [bucket] = await sql`select sum(events)::integer as events from billing.usage_rollups where account_id in (select account_id from billing.usage_events where type = ${eventType})`;
  expect(bucket).toEqual({ events: 3 });
});

test('a backlog is rolled up in steps, whole transactions at a time, to the same tables', async () => {
  const eventType = 'backlog';
  const account = someone();
  const { ask, meter } = await aMeterToAsk(billing, { eventType });
  for (const size of [3, 1, 7, 2]) await plant(sql, account, Array.from({ length: size }, () => ({ type: eventType, time: '2027-01-02T00:00:00Z' })));
  await sql`insert into billing.usage_rollup_progress (meter_id) select id from billing.meters where key = ${meter.key}`;
  const seen: string[] = [];
  // A transaction of anybody on the server holds it back for as long as it runs.
  await eventually(async () => {
    while (await system.transaction([], (tx) => rollUpUsage(tx, 4))) {
      const [rolled] = await sql`select coalesce(sum(events), 0)::text as events from billing.usage_rollups join billing.meters on id = meter_id where key = ${meter.key}`;
      seen.push(String(rolled?.['events']));
      expect(await usageQuantities(system.reader([]), [ask(account)])).toEqual(['13']);
    }
    expect(seen.length).toBeGreaterThan(2);
  }, 15_000);
  await rollUpEverything(system, sql);
  expect((await rollupsOf(sql)).length).toBeGreaterThan(0);
});

test('the runtime of the module reads rollups and writes none', async () => {
  const runtime = createDatabase('billing', { url: billing.database.url });
  const statements = ['insert into billing.usage_rollup_progress select id from billing.meters', 'delete from billing.usage_rollups', 'update billing.usage_rollup_values set events = 0'];
  for (const statement of statements) await expect(runtime.driver.unsafe(statement)).rejects.toMatchObject({ code: '42501' });
  await runtime.close();
});
