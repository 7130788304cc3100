import { afterAll, beforeAll, expect, test } from 'vitest';
import { billAt, rollUp } from '../../test/calling.ts';
import { aPublishedPlan } from '../../test/catalogue.ts';
import { manyCalls, manySubscribers } from '../../test/many-subscribers.ts';
import { startSubscribing, type Subscribing } from '../../test/subscribing.ts';
import { latePeriods } from './late-periods.ts';

let subscribing: Subscribing;
beforeAll(async () => {
  subscribing = await startSubscribing();
});
afterAll(() => subscribing.close());

test('late usage is found by indexes, among all that was billed and all events', async () => {
  const { billing, sql } = subscribing;
  await manySubscribers(sql, await aPublishedPlan(billing), 2000);
  await rollUp(subscribing);
  await billAt(subscribing, '2027-02-01T00:00:00Z');
  await manyCalls(sql, { calls: 5, time: '2027-01-20T00:00:00Z', oneIn: 100 });
  await sql`analyze`;
  const asks = await sql`select id, account_id as "accountId", usage_counted_until::text as "countedUntil" from billing.subscriptions order by id limit 500`;
  const explain = `explain (analyze, costs off, timing off) ${latePeriods.text.replace('$1', `'${JSON.stringify(asks)}'`)}`;
  const plan = await sql.unsafe(explain);
  const lines = plan.map((line) => String(line['QUERY PLAN'])).join('\n');
  expect(lines).toContain('invoice_lines_by_usage on invoice_lines known');
  expect(lines).not.toMatch(/Seq Scan on (?:invoice_lines|invoices|usage_rollups|usage_events_\d+) /);
});
