import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../../test/program.ts';

let database: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [database, other] = await Promise.all([createTestDatabase({ sets: [], name: 'seed' }), createTestDatabase({ sets: [], name: 'seed' })]);
});
afterAll(() => Promise.all([database.close(), other.close()]));

const seed = (args: string[], more: Record<string, string> = {}, { url, migrationUrl } = database) =>
  outcomeOf(['src/cli.ts', 'seed', ...args], { NODE_ENV: 'test', DATABASE_URL: url, MIGRATION_DATABASE_URL: migrationUrl, ...more });

/** What was sown, as rows of text; invoices of the workers by what they say. */
async function harvest(of: TestDatabase): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const [users, billing] = [of.driver('users'), of.driver('billing')];
  return {
    organizations: await users`select id::text, name from users.organizations order by id`,
    accounts: await billing`select id::text, owner_id as owner, name from billing.accounts where test_clock_id is not null order by id`,
    subscriptions: await billing`select id::text, account_id::text as account, plan_id::text as plan from billing.subscriptions order by id`,
    first: await billing`select id::text, account_id::text as account, number, total::text from billing.invoices where issue_date = '2027-01-31' order by id`,
    second: await billing`select account_id::text as account, issue_date::text as date, total::text, tax::text from billing.invoices where issue_date > '2027-01-31' order by account_id`,
    lines: await billing`select invoice.account_id::text as account, line.charge_key as charge, line.quantity::text, line.amount::text from billing.invoice_lines line join billing.invoices invoice on invoice.id = line.invoice_id order by 1, invoice.issue_date, line.position`,
    events: await billing`select event_id as id, account_id::text as account, time::text from billing.usage_events order by time, event_id`,
  };
}

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

  expect(await seed(['--organizations', '2', '--events', '3200'], {}, other)).toMatchObject({ code: 0 });
  const [one, two] = await Promise.all([harvest(database), harvest(other)]);
  expect(Object.values(one).map(({ length }) => length)).toEqual([2, 2, 2, 2, 2, 6, 3200]);
  expect(two).toEqual(one);

  const again = await seed([]);
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining('users.email_taken')]);
});

test('a number that is none is refused, and so is production', { timeout: 60_000 }, async () => {
  expect(await seed(['--events', 'many'])).toMatchObject({ code: 2, errors: expect.stringContaining('--events takes a number from 1 to 99999999, not "many".') as string });
  expect(await seed([], { NODE_ENV: 'production' })).toMatchObject({ code: 2, errors: expect.stringContaining('not in production') as string });
});
