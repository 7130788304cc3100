import { createIds, type Id, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { billingPermissions } from '../index.ts';
import { aPublishedPlan } from '../test/catalogue.ts';
import { hostOf, type TestHost } from '../test/host.ts';

const ids = createIds(systemClock);

let billing: TestBilling;
let host: TestHost;
beforeAll(async () => {
  billing = await createTestBilling();
  host = await hostOf(billing);
});
afterAll(async () => {
  await host.app.close();
  await billing.close();
});

const get = (url: string) => host.app.inject({ method: 'GET', url: `/v1${url}` });
const post = (url: string, payload?: object) => host.app.inject({ method: 'POST', url: `/v1${url}`, ...(payload && { payload }) });
const flat = (amount: string) => ({ charges: [{ key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount }] });

async function subscribed() {
  host.actAs(anOperator);
  const ownerId = ids('org');
  const [basic, pro] = [await aPublishedPlan(billing, flat('28.00')), await aPublishedPlan(billing, flat('56.00'))];
  const clock = (await post('/test-clocks', { now: '2027-02-01T00:00:00Z' })).json<{ id: string }>();
  const accountId = (await post('/accounts', { name: 'Analytical Engines', currency: 'EUR', timeZone: 'UTC', ownerId, testClockId: clock.id })).json<{ id: string }>().id;
  host.actAs(aMemberOf([ownerId], billingPermissions));
  const { id } = (await post('/subscriptions', { accountId, planId: basic.id })).json<{ id: string }>();
  const invoices = async () => (await get(`/invoices?accountId=${accountId}`)).json<{ data: { total: { amount: number }; lines: object[] }[] }>().data;
  return { id, ownerId, accountId, basic, pro, at: `/subscriptions/${id}`, invoices };
}

test('upgraded at once, downgraded with the period, taken back: request by request', async () => {
  const { at, basic, pro, invoices } = await subscribed();
  billing.clock.advance({ milliseconds: 1 });
  const upgraded = await post(`${at}/change`, { planId: pro.id });
  expect([upgraded.statusCode, upgraded.json()]).toMatchObject([200, { planId: pro.id, status: 'active', version: 2 }]);
  const [newest, ...older] = await invoices();
  expect(older).toHaveLength(1);
  expect(newest).toMatchObject({ total: { amount: 2800 }, lines: [{ charge: 'base', amount: { amount: -2800 } }, { charge: 'base', amount: { amount: 5600 } }] });

  billing.clock.advance({ milliseconds: 1 });
  const downgraded = await post(`${at}/change`, { planId: basic.id });
  expect([downgraded.statusCode, downgraded.json()]).toMatchObject([200, { planId: pro.id, version: 3 }]);
  const { data } = (await get(`${at}/changes`)).json<{ data: { id: string }[] }>();
  expect(data).toMatchObject([{ planId: basic.id, quantity: null, state: 'waiting', effectiveAt: '2027-03-01T00:00:00.000Z' }, { planId: pro.id, state: 'applied' }]);
  expect((await post(`${at}/changes/${data[0]?.id ?? ''}/withdraw`)).statusCode).toBe(200);
  expect((await get(`${at}/changes`)).json()).toMatchObject({ data: [{ state: 'withdrawn' }, { state: 'applied' }] });
  const twice = await post(`${at}/changes/${data[0]?.id ?? ''}/withdraw`);
  expect([twice.statusCode, twice.json()]).toMatchObject([404, { code: 'billing.subscription_change_not_found' }]);
  expect(await invoices()).toHaveLength(2);
});

test('cancelled with the period and taken back, paused and resumed, cancelled now: each says what it has become', async () => {
  const { at, invoices } = await subscribed();
  const step = async (name: string, payload?: object) => (await post(`${at}/${name}`, payload)).json<object>();
  expect(await step('cancel', { when: 'periodEnd' })).toMatchObject({ status: 'active', cancelAt: '2027-03-01T00:00:00.000Z' });
  expect(await step('uncancel')).toMatchObject({ status: 'active', cancelAt: null });
  expect(await step('pause', { resumesAt: '2027-02-15T00:00:00Z' })).toMatchObject({ status: 'paused', resumesAt: '2027-02-15T00:00:00.000Z' });
  expect(await step('resume')).toMatchObject({ status: 'active', resumesAt: null });
  expect(await step('cancel', { when: 'now' })).toMatchObject({ status: 'canceled', cancelAt: '2027-02-01T00:00:00.000Z', endedAt: '2027-02-01T00:00:00.000Z' });
  expect((await invoices()).map(({ lines }) => lines.length)).toEqual([1, 1, 1, 1]);
});

test('a step that the table of states does not have is an error that names from and to', async () => {
  const { at, id, ownerId } = await subscribed();
  const call = { actor: aMemberOf([ownerId], billingPermissions) };
  const subscriptionId = id as Id<'sub'>;
  const { services } = billing;
  const refusal = (from: string, to: string) => ({ code: 'billing.subscription_transition', message: `Subscription ${id} is ${from} and cannot become ${to}.` });
  await expect(services.resumeSubscription({ subscriptionId }, call)).rejects.toMatchObject(refusal('active', 'active'));
  await post(`${at}/cancel`, { when: 'now' });
  await expect(services.changeSubscription({ subscriptionId, quantity: '2' }, call)).rejects.toMatchObject(refusal('canceled', 'active'));
  await expect(services.cancelSubscription({ subscriptionId, when: 'now' }, call)).rejects.toMatchObject(refusal('canceled', 'canceled'));
  await expect(services.uncancelSubscription({ subscriptionId }, call)).rejects.toMatchObject(refusal('canceled', 'active'));
  await expect(services.pauseSubscription({ subscriptionId }, call)).rejects.toMatchObject(refusal('canceled', 'paused'));
  expect((await post(`${at}/resume`)).statusCode).toBe(409);
});

test('bad input is refused by field and rule, and changes nothing', async () => {
  const { id, at, invoices } = await subscribed();
  const wrong: [string, object, string][] = [
    ['change', {}, '/planId'], ['change', { quantity: 5 }, '/quantity'], ['change', { quantity: '-1' }, '/quantity'], ['change', { planId: id }, '/planId'],
    ['change', { quantity: '2', when: 'later' }, '/when'], ['change', { quantity: '2', more: true }, '/more'],
    ['cancel', {}, '/when'], ['cancel', { when: 'periodEnd', credit: false }, '/credit'], ['cancel', { when: 'now', credit: 'no' }, '/credit'],
    ['pause', { resumesAt: 'soon' }, '/resumesAt'], ['pause', { resumesAt: '2027-02-01T00:00:00Z' }, '/resumesAt'],
  ];
  for (const [name, payload, pointer] of wrong) {
    const answer = await post(`${at}/${name}`, payload);
    expect([name, payload, answer.statusCode, answer.json()]).toMatchObject([name, payload, 400, { code: 'request.invalid', errors: [{ pointer }] }]);
  }
  expect((await post(`${at}/change`, { planId: ids('plan') })).json()).toMatchObject({ code: 'billing.plan_not_found' });
  expect((await get(at)).json()).toMatchObject({ version: 1, status: 'active' });
  expect(await invoices()).toHaveLength(1);
});

test('a stranger finds nothing, and a member without the permission is told so', async () => {
  const { at, ownerId } = await subscribed();
  const attempts = () =>
    Promise.all([
      post(`${at}/change`, { quantity: '2' }), post(`${at}/cancel`, { when: 'now' }), post(`${at}/uncancel`), post(`${at}/pause`, {}), post(`${at}/resume`),
      post(`${at}/changes/${ids('subchange')}/withdraw`), get(`${at}/changes`),
    ]);
  host.actAs(aMemberOf([ids('org')], billingPermissions));
  expect((await attempts()).map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404, 404, 404, 404]);
  host.actAs(aMemberOf([ownerId], ['billing:accounts:read']));
  expect((await attempts()).map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403, 403, 403, 403]);
});
