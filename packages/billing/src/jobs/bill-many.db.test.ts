import type { Database } from '@plinth/db';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aPublishedPlan } from '../test/catalogue.ts';
import { sequencesOf, upTo } from '../test/faults.ts';
import { manySubscribers } from '../test/many-subscribers.ts';
import { startSubscribing, type Subscribing } from '../test/subscribing.ts';
import { claimDue } from '../services/due-subscriptions.ts';
import { billDue } from './bill-due.ts';

let subscribing: Subscribing;
beforeEach(async () => {
  subscribing = await startSubscribing();
});
afterEach(() => subscribing.close());

/** The same database, and how many statements transactions on it took. */
function counted(database: Database<'billing'>) {
  let statements = 0;
  const transaction: typeof database.transaction = (scope, work) =>
    database.transaction(scope, (tx) => {
      const run: typeof tx.run = (statement, values) => {
        statements += 1;
        return tx.run(statement, values);
      };
      return work({ ...tx, run });
    });
  return { database: { ...database, transaction }, statements: () => statements };
}

test.each([1, 500])('a run over %i subscriptions takes the same statements: one batch, and one that finds nothing left', async (count) => {
  const { billing, database, runOn, sql } = subscribing;
  await manySubscribers(sql, await aPublishedPlan(billing), count);
  billing.clock.set('2027-02-01T00:00:00Z');
  const watched = counted(database);
  await billDue(runOn(watched.database));
  expect(watched.statements()).toBe(15 + 4);
  expect(await sequencesOf(sql, 'INV')).toEqual(upTo(count));
  const [lines] = await sql`select count(*)::int as lines, sum(amount)::int as amount, min(quantity)::text as calls from billing.invoice_lines where quantity is not null`;
  expect(lines).toEqual({ lines: count, amount: 0, calls: '10' });
});

test.each([1, 500])('%i drafts become final in the same statements', async (count) => {
  const { billing, database, runOn, run, sql } = subscribing;
  await manySubscribers(sql, await aPublishedPlan(billing), count);
  await sql`update billing.accounts set grace_days = 2`;
  billing.clock.set('2027-02-01T00:00:00Z');
  await billDue(run);
  const [drafts] = await sql`select count(*)::int as drafts, count(number)::int as numbers from billing.invoices where status = 'draft'`;
  expect(drafts).toEqual({ drafts: count, numbers: 0 });
  billing.clock.set('2027-02-03T00:00:00Z');
  const watched = counted(database);
  await billDue(runOn(watched.database));
  expect(watched.statements()).toBe(17 + 4);
  expect(await sequencesOf(sql, 'INV')).toEqual(upTo(count));
  const [lines] = await sql`select count(*)::int as lines, sum(amount)::int as amount, min(quantity)::text as calls from billing.invoice_lines where quantity is not null`;
  expect(lines).toEqual({ lines: count, amount: 0, calls: '10' });
});

test('what is due is found from the index', async () => {
  const { billing, sql } = subscribing;
  await manySubscribers(sql, await aPublishedPlan(billing), 2000);
  const plan = await sql.begin(async (tx) => {
    await tx`set local enable_bitmapscan = off`;
    return tx`explain select id from billing.subscriptions where test_clock_id is null and due_at <= '2027-01-20'
      order by test_clock_id, due_at, account_id, id limit 1000`;
  });
  const lines = plan.map((line) => String(line['QUERY PLAN'])).join('\n');
  expect(lines).toContain('subscriptions_due');
  expect(lines).not.toContain('Sort');
});

test('a claim reads as much of the index as it takes, however much is due', async () => {
  const { billing, sql } = subscribing;
  await manySubscribers(sql, await aPublishedPlan(billing), 2000);
  const literals = claimDue.parametersOf({ now: new Date('2027-02-01T00:00:00Z'), limit: 100 }).map((value) => `'${value instanceof Date ? value.toISOString() : String(value)}'`);
  const [prepare, explain] = [`prepare claim as ${claimDue.text}`, `explain (analyze, costs off, timing off) execute claim(${literals.join(', ')})`];
  const plan = await sql.begin(async (tx) => {
    await tx.unsafe(prepare);
    return tx.unsafe(explain);
  });
  const lines = plan.map((line) => String(line['QUERY PLAN']));
  const rowsRead = lines.flatMap((line) => [...line.matchAll(/Index (?:Only )?Scan using subscriptions_due on subscriptions.*rows=(\d+)/g)].map(([, rows = '']) => Number(rows)));
  expect(rowsRead.length).toBeGreaterThanOrEqual(2);
  for (const rows of rowsRead) expect(rows).toBeLessThanOrEqual(100);
});
