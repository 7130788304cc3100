import { createDatabase, type Database } from '@plinth/db';
import { createIds, idToUuid, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { operator } from '../test/catalogue.ts';
import { timeOf } from './time-of.ts';

const ids = createIds(systemClock);

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

const newAccount = { name: 'Engines', currency: 'EUR', timeZone: 'Europe/Vienna' };

test('an account on a clock lives in its time, any other in that of the deployment', async () => {
  const clock = await billing.services.createTestClock({ now: '2031-05-06T07:08:09.123+02:00' }, operator);
  expect(clock.now).toBe('2031-05-06T05:08:09.123Z');
  const ownerId = ids('org');
  const test = await billing.services.createAccount({ ...newAccount, ownerId, testClockId: clock.id }, operator);
  const live = await billing.services.createAccount({ ...newAccount, ownerId }, operator);
  billing.clock.advance({ hours: 5 });
  const context = { tx: database.reader([]), clock: billing.clock };
  expect((await timeOf(context, test)).toString()).toBe('2031-05-06T05:08:09.123Z');
  expect((await timeOf(context, live)).toString()).toBe('2027-01-01T17:00:00Z');
});

test('an account that an operator made is its owner’s, and nobody else’s', async () => {
  const ownerId = ids('org');
  const made = [await billing.services.createAccount({ ...newAccount, ownerId }, operator), await billing.services.createAccount({ ...newAccount, ownerId }, operator)];
  const { data } = await billing.selectors.listAccounts({ ownerId }, { actor: aMemberOf([ownerId]) });
  expect(data).toHaveLength(2);
  expect(new Set(data.map(({ id }) => id))).toEqual(new Set(made.map(({ id }) => id)));
  expect(data[0]).toMatchObject({ ...newAccount, ownerId, testClockId: null, version: 1 });
  await expect(billing.selectors.getAccount({ accountId: data[0]?.id ?? expect.fail() }, { actor: aMemberOf([ids('org')]) })).rejects.toMatchObject({ code: 'billing.account_not_found' });
});

test('an account never changes its time', async () => {
  const clock = await billing.services.createTestClock({ now: '2027-01-31T10:00:00Z' }, operator);
  const live = await billing.services.createAccount({ ...newAccount, ownerId: ids('org') }, operator);
  const onClock = await billing.services.createAccount({ ...newAccount, ownerId: ids('org'), testClockId: clock.id }, operator);
  const sql = billing.database.driver('billing');
  await expect(sql`update billing.accounts set test_clock_id = ${idToUuid(clock.id)} where id = ${idToUuid(live.id)}`).rejects.toMatchObject({ code: '23001' });
  await expect(sql`update billing.accounts set test_clock_id = null where id = ${idToUuid(onClock.id)}`).rejects.toMatchObject({ code: '23001' });
  expect((await sql`update billing.accounts set name = 'Renamed' where id = ${idToUuid(onClock.id)}`).count).toBe(1);
});

test('a key makes a plan, a clock and an account once', async () => {
  const once = { ...operator, idempotencyKey: 'once' };
  const input = { ...newAccount, ownerId: ids('org') };
  const accounts = [await billing.services.createAccount(input, once), await billing.services.createAccount(input, { ...once })];
  expect(accounts[1]).toEqual(accounts[0]);
  const clocks = [await billing.services.createTestClock({ now: '2027-01-01T00:00:00Z' }, { ...once }), await billing.services.createTestClock({ now: '2027-01-01T00:00:00Z' }, { ...once })];
  expect(clocks[1]).toEqual(clocks[0]);
});
