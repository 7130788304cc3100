import { readFileSync } from 'node:fs';
import { connect, runtimeRole } from '@plinth/db';
import { createTestDatabase, eventually, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingMigrations } from '../migrations.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ sets: billingMigrations, name: 'months' });
});
afterAll(() => database.close());

const alone = () => connect({ url: database.url, connections: 1, name: 'test', role: runtimeRole('billing') });

test('who waits for another maker of the same month finds it made', async () => {
  const [first, second, watcher] = [alone(), alone(), alone()];
  const ensureMonths = (months: string) => `select billing.ensure_usage_months('{${months}}'::timestamptz[])`;
  // A session that has worked for a while looks up nothing of the function any more.
  for (const year of [2028, 2029, 2030]) await second.unsafe(ensureMonths(`${year}-05-10,${year}-06-10`));
  const ensure = ensureMonths('2031-05-10,2031-06-10');
  let waits: Promise<unknown> = Promise.resolve();
  await first.begin(async (tx) => {
    await tx.unsafe(ensure);
    waits = second.unsafe(ensure).execute();
    await eventually(async () => {
      const [waiting] = await watcher`select count(*)::int as makers from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
      expect(waiting).toEqual({ makers: 1 });
    });
  });
  await waits;
  expect(await watcher`select count(*)::int as months from pg_class where relname in ('usage_events_203105', 'usage_events_203106')`).toEqual([{ months: 2 }]);
  await Promise.all([first, second, watcher].map((driver) => driver.end()));
});

/** What an operator is told to do with a month that nobody asks about any more. */
const page = readFileSync(new URL('../../../../docs/how-to/scale.md', import.meta.url), 'utf8');
const farewell = (/```sql\n(?<statements>[^`]+)```/.exec(page)?.groups?.['statements'] ?? '').split(';').map((statement) => statement.trim()).filter((statement) => statement !== '');

test('a month goes by what the page says, and comes again when it is needed', async () => {
  const migrator = connect({ url: database.migrationUrl, connections: 1, name: 'test' });
  const worker = alone();
  const months = () => worker`select count(*)::int as months from pg_class where relname = 'usage_events_202601'`;
  const ensure = "select billing.ensure_usage_months('{2026-01-10}'::timestamptz[])";
  await worker.unsafe(ensure);
  expect(await months()).toEqual([{ months: 1 }]);
  expect(farewell).toHaveLength(3);
  for (const statement of farewell) await migrator.unsafe(statement).simple();
  expect(await months()).toEqual([{ months: 0 }]);
  await worker.unsafe(ensure);
  expect(await months()).toEqual([{ months: 1 }]);
  await Promise.all([migrator.end(), worker.end()]);
});
