import { connect, type Driver } from '@plinth/db';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { billDue } from './jobs/bill-due.ts';
import { forgetRollups } from './services/rebuild-usage-rollups.ts';
import { aCaller, billAt, billedTo, calls, january, rollUp } from './test/calling.ts';
import { dyingAt } from './test/faults.ts';
import { startSubscribing, type Subscribing, uuidOf } from './test/subscribing.ts';

let subscribing: Subscribing;
let superuser: Driver;
beforeAll(async () => {
  subscribing = await startSubscribing();
  superuser = connect({ url: subscribing.billing.database.migrationUrl, connections: 1, name: 'superuser' });
});
beforeEach(() => subscribing.billing.clock.set('2027-01-01T12:00:00Z'));
afterAll(async () => {
  await superuser.end();
  await subscribing.close();
});

test('what a running transaction brings while the run counts is not lost', async () => {
  const caller = await aCaller(subscribing);
  const { id, ownerId } = caller.account;
  await billAt(subscribing, '2027-02-01T00:00:00Z');
  await subscribing.sql`select billing.ensure_usage_months(array['2027-02-10T00:00:00Z'::timestamptz])`;
  const slow = connect({ url: subscribing.billing.database.url, connections: 1, name: 'slow', role: 'plinth_billing_system' });
  await slow.begin(async (tx) => {
    await tx`
      insert into billing.usage_events (account_id, owner_id, type, source, event_id, time, received_at)
      values (${uuidOf(id)}, ${ownerId}, 'api.call', 'test', 'slow', '2027-02-10T00:00:00Z', now())`;
    await calls(subscribing, caller, 2, '2027-02-11T00:00:00Z');
    await billAt(subscribing, '2027-03-01T00:00:00Z');
    await rollUp(subscribing);
  });
  await slow.end();
  await rollUp(subscribing);
  await billAt(subscribing, '2027-04-01T00:00:00Z');
  expect(await billedTo(subscribing, caller)).toEqual([
    ['2027-02-01', ['2027-01-01', '0', 0]],
    ['2027-03-01', ['2027-02-01', '2', 20]],
    ['2027-04-01', ['2027-03-01', '0', 0], ['2027-02-01', '1', 10]],
  ]);
});

test('rollups that are made anew bill nothing again', async () => {
  const caller = await aCaller(subscribing);
  await calls(subscribing, caller, 2, '2027-01-10T00:00:00Z');
  await billAt(subscribing, '2027-02-01T00:00:00Z');
  await rollUp(subscribing);
  await subscribing.database.transaction([], forgetRollups);
  await calls(subscribing, caller, 1, '2027-01-11T00:00:00Z');
  await rollUp(subscribing);
  await billAt(subscribing, '2027-03-01T00:00:00Z');
  expect((await billedTo(subscribing, caller)).at(-1)).toEqual(['2027-03-01', ['2027-02-01', '0', 0], ['2027-01-01', '1', 10]]);
});

test('15. a run with late usage that is killed at any of its statements and started again bills it once', async () => {
  const caller = await aCaller(subscribing);
  let nth = 0;
  for (let killed = true; killed; ) {
    nth += 1;
    await calls(subscribing, caller, 1, '2027-01-01T12:00:00Z');
    subscribing.billing.clock.set(new Date(Date.UTC(2027, nth, 1, 12)));
    const dying = dyingAt(subscribing.database, superuser, nth);
    await billDue(subscribing.runOn(dying.database)).catch((error: unknown) => expect(error).toMatchObject({ code: 'runtime.unavailable' }));
    killed = dying.died();
    await billDue(subscribing.run);
    const counted = (await january(subscribing, caller)).map(([, quantity]) => quantity);
    expect([nth, counted]).toEqual([nth, Array.from({ length: nth }, () => '1')]);
  }
  expect(nth).toBeGreaterThan(9);
});
