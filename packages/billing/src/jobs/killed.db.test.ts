import { connect, type Driver } from '@plinth/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPublishedPlan, operator } from '../test/catalogue.ts';
import { dyingAt, sequencesOf, upTo } from '../test/faults.ts';
import { aClock, advanceTo, aSubscriber, contentOf, invoicesOf, startSubscribing, type Subscribing } from '../test/subscribing.ts';
import { billDue } from './bill-due.ts';
import { continueAdvance } from './continue-advance.ts';

let subscribing: Subscribing;
let superuser: Driver;
beforeAll(async () => {
  subscribing = await startSubscribing();
  superuser = connect({ url: subscribing.billing.database.migrationUrl, connections: 1, name: 'superuser' });
});
afterAll(async () => {
  await superuser.end();
  await subscribing.close();
});

test('a run that is killed at any of its statements and resumed issues each invoice once, without a gap', async () => {
  const { billing, database, runOn, run, sql } = subscribing;
  const plan = await aPublishedPlan(billing);
  const subscribers = [await aSubscriber(subscribing, { plan }), await aSubscriber(subscribing, { plan }), await aSubscriber(subscribing, { plan })];
  let nth = 0;
  for (let killed = true; killed; ) {
    nth += 1;
    billing.clock.set(new Date(Date.UTC(2027, nth, 1, 12)));
    const before = (await sequencesOf(sql, 'INV')).length;
    const dying = dyingAt(database, superuser, nth);
    const outcome = await billDue(runOn(dying.database)).then(() => 'done', (error: unknown) => error);
    killed = dying.died();
    const afterKill = (await sequencesOf(sql, 'INV')).length;
    if (killed) expect([nth, outcome, afterKill - before]).toMatchObject([nth, { code: 'runtime.unavailable' }, afterKill === before ? 0 : 3]);
    await billDue(run);
    expect([nth, await sequencesOf(sql, 'INV')]).toEqual([nth, upTo(3 * (nth + 1))]);
  }
  expect(nth).toBeGreaterThan(9);
  for (const subscriber of subscribers) expect((await invoicesOf(subscribing, subscriber)).map(({ issueDate }) => issueDate)).toHaveLength(nth + 1);
  expect(await sql`select from billing.billing_failures`).toHaveLength(0);
});

test('an advance that is killed at any of its statements and resumed makes what an undisturbed one makes', async () => {
  const { billing, database, runOn, run, sql } = subscribing;
  const plan = await aPublishedPlan(billing);
  const start = '2027-01-31T10:00:00Z';
  const to = '2027-03-31T00:00:00Z';
  const onAClock = async () => {
    const { id } = await aClock(subscribing, start);
    return { id, subscribers: [await aSubscriber(subscribing, { plan, testClockId: id }), await aSubscriber(subscribing, { plan, testClockId: id })] };
  };
  const contents = async ({ subscribers }: Awaited<ReturnType<typeof onAClock>>) =>
    (await Promise.all(subscribers.map((subscriber) => invoicesOf(subscribing, subscriber)))).map((invoices) => invoices.map(contentOf));

  const undisturbed = await onAClock();
  await advanceTo(subscribing, undisturbed.id, to);
  const expected = await contents(undisturbed);
  expect(expected.map((invoices) => invoices.length)).toEqual([3, 3]);

  let nth = 0;
  for (let killed = true; killed; ) {
    nth += 1;
    const clock = await onAClock();
    await billing.services.advanceTestClock({ testClockId: clock.id, to }, operator);
    const dying = dyingAt(database, superuser, nth);
    await continueAdvance(runOn(dying.database), clock.id).catch((error: unknown) => expect(error).toMatchObject({ code: 'runtime.unavailable' }));
    killed = dying.died();
    if (killed) await expect(billing.selectors.getTestClock({ testClockId: clock.id }, operator)).resolves.toMatchObject({ status: 'advancing' });
    await continueAdvance(run, clock.id);
    expect([nth, await contents(clock)]).toEqual([nth, expected]);
    expect(await sequencesOf(sql, `TEST-${clock.id.slice(-6).toUpperCase()}`)).toEqual(upTo(6));
  }
  expect(nth).toBeGreaterThan(20);
}, 60_000);
