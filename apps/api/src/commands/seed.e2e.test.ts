import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../test/program.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ sets: [], name: 'seed' });
});
afterAll(() => database.close());

const seed = (args: string[], more: Record<string, string> = {}) =>
  outcomeOf(['src/cli.ts', 'seed', ...args], { NODE_ENV: 'test', DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.migrationUrl, ...more });

test('a demo is sown once, with the invoices of its plan and its use', { timeout: 180_000 }, async () => {
  const { code, output, errors } = await seed(['--organizations', '2', '--events', '3200']);
  expect([code, errors]).toEqual([0, '']);
  expect(output).toBe('2 organizations, 3200 events; sign in as demo@example.com with the password: seen by everybody, kept by nobody\n');
  const billing = database.driver('billing');
  expect(await billing`select issue_date::text as date, total::int as total, count(*)::int as invoices from billing.invoices group by 1, 2 order by 1`).toEqual([
    { date: '2027-01-31', total: 2000, invoices: 2 },
    { date: '2027-02-28', total: 2600, invoices: 2 },
  ]);
  expect(await billing`select count(*)::int as events from billing.usage_events`).toEqual([{ events: 3200 }]);

  const again = await seed([]);
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining('users.email_taken')]);
});

test('a number that is none is refused, and so is production', { timeout: 60_000 }, async () => {
  expect(await seed(['--events', 'many'])).toMatchObject({ code: 2, errors: expect.stringContaining('--events takes a number from 1 to 99999999, not "many".') as string });
  expect(await seed([], { NODE_ENV: 'production' })).toMatchObject({ code: 2, errors: expect.stringContaining('not in production') as string });
});
