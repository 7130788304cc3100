import { createIds, systemClock } from '@plinth/kernel';
import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { billingPermissions } from '../index.ts';
import { aDraftPlan, aPublishedPlan } from '../test/catalogue.ts';
import { hostOf, type TestHost } from '../test/host.ts';

const ids = createIds(systemClock);

let billing: TestBilling;
let host: TestHost;
beforeAll(async () => {
  billing = await createTestBilling();
  host = await hostOf(billing);
  await billing.worker.start([billing]);
});
afterAll(async () => {
  await billing.worker.stop();
  await host.app.close();
  await billing.close();
});

const get = (url: string) => host.app.inject({ method: 'GET', url: `/v1${url}` });
const post = (url: string, payload: object) => host.app.inject({ method: 'POST', url: `/v1${url}`, payload });
const allOf = (ownerId: string) => aMemberOf([ownerId], billingPermissions);

async function anAccount(details: object = {}): Promise<{ accountId: string; ownerId: string }> {
  const ownerId = ids('org');
  host.actAs(anOperator);
  const answer = await post('/accounts', { name: 'Analytical Engines', currency: 'EUR', timeZone: 'UTC', ownerId, ...details });
  expect(answer.statusCode).toBe(201);
  return { accountId: answer.json<{ id: string }>().id, ownerId };
}

interface Invoice {
  readonly number: string;
  readonly total: object;
}

test('subscribe, use, advance the clock, be invoiced: request by request', async () => {
  host.actAs(anOperator);
  const plan = await aPublishedPlan(billing);
  const clock = (await post('/test-clocks', { now: '2027-01-31T10:00:00Z' })).json<{ id: string }>();
  const { accountId, ownerId } = await anAccount({ testClockId: clock.id });

  host.actAs(allOf(ownerId));
  const made = await post('/subscriptions', { accountId, planId: plan.id });
  const subscription = made.json<{ id: string }>();
  expect([made.statusCode, subscription]).toEqual([
    201,
    {
      id: expect.stringMatching(/^sub_/) as string,
      accountId,
      planId: plan.id,
      quantity: '1',
      status: 'active',
      currentPeriod: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' },
      anchorDay: null,
      startsAt: '2027-01-31T10:00:00.000Z',
      trialEnd: null,
      resumesAt: null,
      cancelAt: null,
      endsAt: null,
      endedAt: null,
      version: 1,
      createdAt: '2027-01-31T10:00:00.000Z',
    },
  ]);

  const invoices = async () => (await get(`/invoices?accountId=${accountId}`)).json<{ data: Invoice[] }>().data;
  expect(await invoices()).toMatchObject([
    { status: 'open', issueDate: '2027-01-31', total: { amount: 2000, currency: 'EUR' }, number: expect.stringMatching(/^TEST-/) as string, lines: [{ charge: 'base' }] },
  ]);

  const events = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      specversion: '1.0' as const, id: `call-${from + index}`, source: 'test', type: 'api.call', subject: accountId, time: '2027-02-01T00:00:00Z',
    }));
  for (const batch of [events(0, 1000), events(1000, 500), events(0, 1000)]) await billing.services.recordUsageEvents({ events: batch }, { actor: allOf(ownerId) });

  host.actAs(anOperator);
  const advanced = await post(`/test-clocks/${clock.id}/advance`, { to: '2027-03-01T12:00:00Z' });
  expect([advanced.statusCode, advanced.json()]).toMatchObject([202, { id: clock.id, status: 'advancing', target: '2027-03-01T12:00:00.000Z' }]);
  await eventually(async () => expect((await get(`/test-clocks/${clock.id}`)).json()).toMatchObject({ status: 'ready' }), 15_000);
  expect((await get(`/test-clocks/${clock.id}`)).json()).toMatchObject({ now: '2027-03-01T12:00:00.000Z', target: null });

  host.actAs(allOf(ownerId));
  const all = await invoices();
  expect(all).toHaveLength(2);
  expect(all[0]).toMatchObject({
    issueDate: '2027-02-28',
    total: { amount: 2500, currency: 'EUR' },
    lines: [
      { charge: 'base', quantity: null, period: { start: '2027-02-28T00:00:00.000Z', end: '2027-03-31T00:00:00.000Z' }, amount: { amount: 2000, currency: 'EUR' } },
      { charge: 'calls', quantity: '1500', period: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' }, amount: { amount: 500, currency: 'EUR' } },
    ],
  });
  expect((await get(`/subscriptions/${subscription.id}`)).json()).toMatchObject({ currentPeriod: { start: '2027-02-28T00:00:00.000Z', end: '2027-03-31T00:00:00.000Z' }, version: 2 });

  host.actAs(anOperator);
  const [row] = (await get(`/ledger/trial-balance?testClockId=${clock.id}`)).json<{ data: unknown[] }>().data;
  expect(row).toMatchObject({ currency: 'EUR', debits: { amount: 4500 }, credits: { amount: 4500 } });
});

test('the run is on the schedule of the worker, every minute', async () => {
  const schedules = await billing.database.driver('billing')`select name, cron from billing_jobs.schedule`;
  expect(schedules).toContainEqual({ name: 'schedule/bill-due-subscriptions', cron: '* * * * *' });
});

test('a first period begins with the local day of the account', async () => {
  host.actAs(anOperator);
  const plan = await aPublishedPlan(billing);
  const clock = (await post('/test-clocks', { now: '2027-01-30T20:00:00Z' })).json<{ id: string }>();
  const { accountId, ownerId } = await anAccount({ testClockId: clock.id, timeZone: 'Pacific/Auckland' });
  host.actAs(allOf(ownerId));
  const { currentPeriod } = (await post('/subscriptions', { accountId, planId: plan.id })).json<{ currentPeriod: object }>();
  expect(currentPeriod).toEqual({ start: '2027-01-30T11:00:00.000Z', end: '2027-02-27T11:00:00.000Z' });
});

test('a plan that is a draft, unknown or in another currency cannot be subscribed to', async () => {
  const { accountId, ownerId } = await anAccount();
  const [draft, dollars] = [await aDraftPlan(billing), await aPublishedPlan(billing, { currency: 'USD' })];
  host.actAs(allOf(ownerId));
  for (const planId of [draft.id, ids('plan')]) {
    const answer = await post('/subscriptions', { accountId, planId });
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'billing.plan_not_found' }]);
  }
  const refused = await post('/subscriptions', { accountId, planId: dollars.id });
  expect([refused.statusCode, refused.json()]).toEqual([
    400,
    { code: 'request.invalid', errors: [{ pointer: '/planId', code: 'currency_mismatch', message: 'The plan is priced in USD, the account is billed in EUR.' }] },
  ]);
  expect((await get(`/subscriptions?accountId=${accountId}`)).json()).toEqual({ data: [], nextCursor: null });
  expect((await get(`/invoices?accountId=${accountId}`)).json()).toEqual({ data: [], nextCursor: null });
});

test('a stranger finds nothing, and a member without the permission is told so', async () => {
  const plan = await aPublishedPlan(billing);
  const { accountId, ownerId } = await anAccount();
  host.actAs(allOf(ownerId));
  const { id } = (await post('/subscriptions', { accountId, planId: plan.id })).json<{ id: string }>();
  expect((await get('/subscriptions')).json()).toMatchObject({ data: [{ id }] });

  const list = () => get(`/subscriptions?accountId=${accountId}`);
  const attempts = () => Promise.all([post('/subscriptions', { accountId, planId: plan.id }), list(), get(`/subscriptions/${id}`)]);
  host.actAs(allOf(ids('org')));
  expect((await attempts()).map(({ statusCode }) => statusCode)).toEqual([404, 200, 404]);
  for (const page of [await get('/subscriptions'), await list()]) expect(page.json()).toEqual({ data: [], nextCursor: null });
  host.actAs(aMemberOf([ownerId], ['billing:accounts:read']));
  expect((await attempts()).map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
});

test('only an operator advances a clock, forward, and not while it is on its way', async () => {
  host.actAs(anOperator);
  const still = await createTestBilling();
  const quiet = await hostOf(still);
  quiet.actAs(anOperator);
  const advance = (clockId: string, to: string) => quiet.app.inject({ method: 'POST', url: `/v1/test-clocks/${clockId}/advance`, payload: { to } });
  const { id } = (await quiet.app.inject({ method: 'POST', url: '/v1/test-clocks', payload: { now: '2027-01-31T10:00:00Z' } })).json<{ id: string }>();
  const answers = [await advance(id, '2027-01-31T09:59:59Z'), await advance(ids('clock'), '2027-02-01T00:00:00Z'), await advance(id, '2027-02-01T00:00:00Z'), await advance(id, '2027-02-02T00:00:00Z')];
  expect(answers.map((answer) => [answer.statusCode, answer.json<{ code?: string }>().code])).toEqual([
    [422, 'billing.test_clock_goes_forward'], [404, 'billing.test_clock_not_found'], [202, undefined], [409, 'billing.test_clock_advancing'],
  ]);
  quiet.actAs(allOf(ids('org')));
  expect((await advance(id, '2027-03-01T00:00:00Z')).statusCode).toBe(403);
  await quiet.app.close();
  await still.close();
});
