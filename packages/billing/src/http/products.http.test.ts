import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { billingPermissions } from '../index.ts';
import { aKey, aMeter, aPlanInput } from '../test/catalogue.ts';
import { hostOf, type TestHost } from '../test/host.ts';

const ids = createIds(systemClock);

let billing: TestBilling;
let host: TestHost;
beforeAll(async () => {
  billing = await createTestBilling();
  host = await hostOf(billing);
});
beforeEach(() => host.actAs(anOperator));
afterAll(async () => {
  await host.app.close();
  await billing.close();
});

const get = (url: string) => host.app.inject({ method: 'GET', url: `/v1${url}` });
const post = (url: string, payload?: object) => host.app.inject({ method: 'POST', url: `/v1${url}`, ...(payload && { payload }) });
const problemsOf = (answer: Awaited<ReturnType<typeof get>>) =>
  answer.json<{ errors: { pointer: string; code: string }[] }>().errors.map(({ pointer, code }) => `${pointer} ${code}`);

interface Made {
  readonly id: string;
  readonly key: string;
}

const made = async (url: string, payload?: object): Promise<Made & Record<string, unknown>> => {
  const answer = await post(url, payload);
  expect([url, answer.statusCode, answer.body]).toEqual([url, url.includes('/publish') || url.includes('/retire') ? 200 : 201, answer.body]);
  return answer.json();
};

async function anAccount(currency = 'EUR') {
  const ownerId = ids('org');
  const { id: accountId } = await made('/accounts', { name: 'Engines', currency, timeZone: 'UTC', ownerId });
  return { ownerId, accountId, member: aMemberOf([ownerId], billingPermissions) };
}

test('a product is made, read, listed and archived, request by request', async () => {
  const product = await made('/products', { key: 'engine', name: 'Engine' });
  expect(product).toEqual({ id: expect.stringMatching(/^prod_/) as string, key: 'engine', name: 'Engine', description: '', status: 'active', version: 1, createdAt: '2027-01-01T12:00:00.000Z', archivedAt: null });
  expect((await get(`/products/${product.id}`)).json()).toEqual(product);
  expect((await get('/products')).json()).toEqual({ data: [product], nextCursor: null });
  expect((await post('/products', { key: 'engine', name: 'Other' })).json()).toMatchObject({ code: 'billing.product_key_taken' });

  const meter = await aMeter(billing);
  expect(await made('/plans', aPlanInput(meter, { productId: product.id as never }))).toMatchObject({ productId: product.id });
  const archived = { ...product, status: 'archived', version: 2, archivedAt: '2027-01-01T12:00:00.000Z' };
  for (let time = 0; time < 2; time++) expect((await post(`/products/${product.id}/archive`)).json()).toEqual(archived);
  expect(problemsOf(await post('/plans', { ...aPlanInput(meter), productId: product.id }))).toEqual(['/productId archived_product']);
  expect(problemsOf(await post('/plans', { ...aPlanInput(meter), productId: ids('prod') }))).toEqual(['/productId unknown_product']);

  host.actAs(aMemberOf([]));
  expect((await get(`/products/${product.id}`)).statusCode).toBe(404);
  expect((await get('/products')).json()).toEqual({ data: [], nextCursor: null });
});

test('a feature is made, read and listed; an account is entitled to what its subscriptions have', async () => {
  const [seats, sso] = [await made('/features', { key: 'seats', name: 'Seats', kind: 'limit' }), await made('/features', { key: 'sso', name: 'Single sign-on', kind: 'boolean' })];
  expect(seats).toEqual({ id: expect.stringMatching(/^feat_/) as string, key: 'seats', name: 'Seats', kind: 'limit', version: 1, createdAt: '2027-01-01T12:00:00.000Z' });
  expect((await get(`/features/${seats.id}`)).json()).toEqual(seats);
  expect((await get('/features?limit=100')).json<{ data: object[] }>().data).toEqual(expect.arrayContaining([seats, sso]));
  expect((await post('/features', { key: 'sso', name: 'Other', kind: 'limit' })).json()).toMatchObject({ code: 'billing.feature_key_taken' });

  const meter = await aMeter(billing);
  const planWith = async (features: object[]) => (await made(`/plans/${(await made('/plans', { ...aPlanInput(meter), features })).id}/publish`)).id;
  const plans = [await planWith([{ feature: 'sso' }, { feature: 'seats', limit: '2.50' }]), await planWith([{ feature: 'seats', limit: '10' }]), await planWith([{ feature: 'seats', limit: null }])];
  const { accountId, member } = await anAccount();
  host.actAs(member);
  const entitled = async (query = '') => (await get(`/entitlements?accountId=${accountId}${query}`)).json<{ data: { feature: string; limit?: string | null }[] }>().data;
  expect(await entitled()).toEqual([]);
  await made('/subscriptions', { accountId, planId: plans[0] });
  await made('/subscriptions', { accountId, planId: plans[1] });
  expect(await entitled()).toEqual([{ feature: 'seats', name: 'Seats', kind: 'limit', limit: '12.5' }, { feature: 'sso', name: 'Single sign-on', kind: 'boolean' }]);
  await made('/subscriptions', { accountId, planId: plans[2] });
  expect(await entitled('&feature=seats')).toEqual([{ feature: 'seats', name: 'Seats', kind: 'limit', limit: null }]);
  host.actAs((await (host.actAs(anOperator), anAccount())).member);
  expect((await get(`/entitlements?accountId=${accountId}`)).statusCode).toBe(404);
});

test('features that a plan cannot entitle to are named', async () => {
  const [limit, flag] = [await made('/features', { key: aKey('limit'), name: 'L', kind: 'limit' }), await made('/features', { key: aKey('flag'), name: 'F', kind: 'boolean' })];
  const bad: [object, string][] = [
    [{ feature: 'none' }, '/features/0/feature unknown_feature'],
    [{ feature: limit.key }, '/features/0/limit limit_of_kind'],
    [{ feature: flag.key, limit: '1' }, '/features/0/limit limit_of_kind'],
    [{ feature: limit.key, limit: -1 }, '/features/0/limit invalid_type'],
    [{ feature: limit.key, limit: '-1' }, '/features/0/limit invalid_format'],
  ];
  for (const [feature, problem] of bad) expect(problemsOf(await post('/plans', { ...aPlanInput(await aMeter(billing)), features: [feature] }))).toEqual([problem]);
  expect(problemsOf(await post('/features', { key: 'x y', name: '', kind: 'maybe' }))).toEqual(['/key invalid_format', '/name invalid_format', '/kind invalid_value']);
});

test('a retired version takes no new subscription, is still read, and cannot be published again', async () => {
  const { id } = await made('/plans', aPlanInput(await aMeter(billing)));
  expect((await post(`/plans/${id}/retire`)).json()).toMatchObject({ code: 'billing.plan_not_published' });
  await made(`/plans/${id}/publish`);
  const { accountId, member } = await anAccount();
  host.actAs(member);
  const subscription = await made('/subscriptions', { accountId, planId: id });
  host.actAs(anOperator);
  const retired = await made(`/plans/${id}/retire`);
  expect(retired).toMatchObject({ status: 'retired', revision: 3, retiredAt: '2027-01-01T12:00:00.000Z' });
  expect(await made(`/plans/${id}/retire`)).toEqual(retired);
  expect((await post(`/plans/${id}/publish`)).json()).toMatchObject({ code: 'billing.plan_not_published' });
  host.actAs(member);
  expect((await post('/subscriptions', { accountId, planId: id })).json()).toMatchObject({ code: 'billing.plan_not_found' });
  expect((await get(`/plans/${id}`)).json()).toEqual(retired);
  expect((await get(`/subscriptions/${subscription.id}`)).json()).toMatchObject({ planId: id, status: 'active' });
});

test('a private plan has other prices, for one account alone', async () => {
  const plan = await made('/plans', aPlanInput(await aMeter(billing)));
  await made(`/plans/${plan.id}/publish`);
  const [mine, other] = [await anAccount(), await anAccount()];
  const { ownerId, accountId } = mine;
  const override = { ownerId, accountId, charges: [{ key: 'base', model: 'flat', amount: '15.00' }] };
  const derived = await made(`/plans/${plan.id}/overrides`, override);
  expect(derived).toMatchObject({ key: plan.key, version: 1, status: 'published', derivedFrom: plan.id, accountId, charges: [{ key: 'base', amount: '15.00' }, { key: 'calls' }] });
  expect((await get('/plans?limit=100')).body).not.toContain(derived.id);

  const bad: [object, string][] = [
    [{ ...override, charges: [{ key: 'none', model: 'flat', amount: '1' }] }, '/charges/0/key unknown_charge'],
    [{ ...override, charges: [{ key: 'base', model: 'standard', unitAmount: '1' }] }, '/charges/0/model other_model'],
    [{ ...override, charges: [...override.charges, ...override.charges] }, '/charges/1/key repeated_key'],
    [{ ...override, ownerId: other.ownerId }, '/accountId unknown_account'],
    [{ ...override, charges: [] }, '/charges too_small'],
  ];
  for (const [body, problem] of bad) expect(problemsOf(await post(`/plans/${plan.id}/overrides`, body))).toEqual([problem]);

  host.actAs(other.member);
  expect((await get(`/plans/${derived.id}`)).statusCode).toBe(404);
  expect((await post('/subscriptions', { accountId: other.accountId, planId: derived.id })).json()).toMatchObject({ code: 'billing.plan_not_found' });
  host.actAs(mine.member);
  expect((await get(`/plans/${derived.id}`)).json()).toEqual(derived);
  await made('/subscriptions', { accountId, planId: derived.id });
  expect((await get(`/invoices?accountId=${accountId}`)).json()).toMatchObject({ data: [{ total: { amount: 1500 } }] });
});

test('the catalogue is written by operators alone', async () => {
  const { accountId, ownerId, member } = await anAccount();
  const plan = await made('/plans', aPlanInput(await aMeter(billing)));
  host.actAs(member);
  const attempts = [
    post('/products', { key: aKey(), name: 'P' }),
    post(`/products/${ids('prod')}/archive`),
    post('/features', { key: aKey(), name: 'F', kind: 'boolean' }),
    post(`/plans/${plan.id}/retire`),
    post(`/plans/${plan.id}/overrides`, { ownerId, accountId, charges: [{ key: 'base', model: 'flat', amount: '0' }] }),
    post('/coupons', { code: aKey(), name: 'C', percentOff: '10', duration: 'once' }),
    get('/coupons'),
  ];
  expect((await Promise.all(attempts)).map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403, 403, 403, 403]);
});
