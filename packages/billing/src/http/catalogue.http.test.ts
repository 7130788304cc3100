import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
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
const tables = ['meters', 'plans', 'charges', 'test_clocks', 'accounts'];

async function rowCounts(): Promise<Record<string, number>> {
  const sql = billing.database.driver('billing');
  const counts = await Promise.all(tables.map((table) => sql<{ count: number }[]>`select count(*)::int as count from ${sql(`billing.${table}`)}`));
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]?.[0]?.count ?? -1]));
}

/** Each body is refused for exactly these fields and rules, and leaves no row. */
async function expectRefused(url: string, bad: readonly (readonly [body: object, ...problems: string[]])[]): Promise<void> {
  const before = await rowCounts();
  for (const [body, ...problems] of bad) {
    const answer = await post(url, body);
    const { code, errors } = answer.json<{ code: string; errors: { pointer: string; code: string; message: string }[] }>();
    expect([answer.statusCode, code, ...errors.map((issue) => `${issue.pointer} ${issue.code}`)]).toEqual([400, 'request.invalid', ...problems]);
    for (const { message } of errors) expect(message).not.toBe('');
  }
  expect(await rowCounts()).toEqual(before);
}

test('a meter, a plan, its publication, a clock and an account on it, request by request', async () => {
  const meter = await post('/meters', { key: 'api_calls', aggregation: 'count', eventType: 'api.call' });
  expect([meter.statusCode, meter.json()]).toEqual([
    201,
    { id: expect.stringMatching(/^mtr_/) as string, key: 'api_calls', name: 'api_calls', aggregation: 'count', eventType: 'api.call', valueProperty: null, filters: [], groupBy: [], version: 1, createdAt: '2027-01-01T12:00:00.000Z' },
  ]);

  const input = aPlanInput('api_calls', { key: 'pro' });
  const drafted = await post('/plans', input);
  const plan = drafted.json<{ id: string }>();
  const charges = input.charges.map((charge) => ({ ...charge, id: expect.stringMatching(/^charge_/) as string }));
  expect([drafted.statusCode, plan]).toEqual([
    201,
    { ...input, charges, trialDays: 0, proration: 'second', id: expect.stringMatching(/^plan_/) as string, version: 1, revision: 1, status: 'draft', productId: null, derivedFrom: null, accountId: null, features: [], createdAt: '2027-01-01T12:00:00.000Z', publishedAt: null, retiredAt: null },
  ]);

  const published = await post(`/plans/${plan.id}/publish`);
  expect([published.statusCode, published.json()]).toEqual([200, { ...plan, revision: 2, status: 'published', publishedAt: '2027-01-01T12:00:00.000Z' }]);
  expect((await get(`/plans/${plan.id}`)).json()).toEqual(published.json());
  expect((await get('/plans?key=pro&limit=1')).json()).toEqual({ data: [published.json()], nextCursor: null });

  const clock = await post('/test-clocks', { now: '2027-01-31T10:00:00Z' });
  const { id: testClockId } = clock.json<{ id: string }>();
  expect([clock.statusCode, clock.json()]).toEqual([
    201,
    { id: expect.stringMatching(/^clock_/) as string, now: '2027-01-31T10:00:00.000Z', target: null, status: 'ready', version: 1, createdAt: '2027-01-01T12:00:00.000Z' },
  ]);
  expect((await get(`/test-clocks/${testClockId}`)).json()).toEqual(clock.json());

  const ownerId = ids('org');
  const asked = { name: 'Analytical Engines', currency: 'EUR', timeZone: 'UTC', ownerId, testClockId };
  const account = await post('/accounts', asked);
  expect([account.statusCode, account.json()]).toEqual([
    201,
    { ...asked, id: expect.stringMatching(/^acct_/) as string, taxTreatment: 'taxable', taxRate: null, taxNote: null, graceDays: null, version: 1, createdAt: '2027-01-01T12:00:00.000Z' },
  ]);
  host.actAs(aMemberOf([ownerId]));
  expect((await get(`/accounts?ownerId=${ownerId}`)).json()).toEqual({ data: [account.json()], nextCursor: null });
});

test('a plan that cannot be billed is refused by field and rule, and leaves nothing', async () => {
  const meter = await aMeter(billing);
  const good = aPlanInput(meter);
  const flat = (changes: object) => ({ ...good, charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00', ...changes }] });
  const tiered = (...ends: (string | null)[]) => {
    const tiers = ends.map((upTo) => ({ upTo, unitAmount: '1', flatAmount: '0' }));
    return { ...good, charges: [{ key: 'calls', model: 'graduated', timing: 'inArrears', meter, tiers }] };
  };
  const unit = (unitAmount: string, currency: string) => ({ ...good, currency, charges: [{ key: 'calls', model: 'standard', timing: 'inArrears', meter, unitAmount }] });
  await expectRefused('/plans', [
    [tiered('10', '5', null), '/charges/0/tiers/1/upTo tiers_not_ascending'],
    [tiered('10', '10', null), '/charges/0/tiers/1/upTo tiers_not_ascending'],
    [tiered('0', null), '/charges/0/tiers/0/upTo tiers_not_ascending'],
    [tiered('10', null, '20', null), '/charges/0/tiers/1/upTo open_tier_not_last'],
    [tiered('10', '20'), '/charges/0/tiers/1/upTo last_tier_not_open'],
    [tiered(), '/charges/0/tiers too_small'],
    [{ ...good, charges: [{ key: 'calls', model: 'graduated', timing: 'inArrears', meter: 'no_such', tiers: good.charges[1]?.model === 'graduated' ? good.charges[1].tiers : [] }] }, '/charges/0/meter unknown_meter'],
    [{ ...flat({}), currency: 'XXX' }, '/currency unknown_currency'],
    [{ ...flat({}), currency: 'eur' }, '/currency invalid_format'],
    [flat({ currency: 'USD' }), '/charges/0/currency unknown_field'],
    [flat({ amount: '90071992547409.92' }), '/charges/0/amount amount_too_large'],
    [{ ...flat({ amount: '9007199254740992' }), currency: 'JPY' }, '/charges/0/amount amount_too_large'],
    [unit('9007199254740.992', 'BHD'), '/charges/0/unitAmount amount_too_large'],
    [flat({ amount: 20 }), '/charges/0/amount invalid_type'],
    [flat({ amount: '-1' }), '/charges/0/amount invalid_format'],
    [flat({ amount: '1e3' }), '/charges/0/amount invalid_format'],
    [flat({ model: 'stairs' }), '/charges/0/model invalid_union'],
    [flat({ meter }), '/charges/0/meter unknown_field'],
    [{ ...unit('1', 'EUR'), charges: [{ key: 'calls', model: 'standard', timing: 'inAdvance', meter, unitAmount: '1' }] }, '/charges/0/timing metered_in_advance'],
    [{ ...good, intervalCount: 0 }, '/intervalCount too_small'],
    [{ ...good, interval: 'fortnight' }, '/interval invalid_value'],
    [{ ...good, charges: [] }, '/charges too_small'],
    [{ ...good, charges: [...flat({}).charges, ...flat({}).charges] }, '/charges/1/key repeated_key'],
  ]);
  const manyFaults = { ...tiered('10', '5'), currency: 'XXX' };
  await expectRefused('/plans', [[manyFaults, '/currency unknown_currency', '/charges/0/tiers/1/upTo tiers_not_ascending', '/charges/0/tiers/1/upTo last_tier_not_open']]);
});

test('amounts up to 2^53 - 1 minor units are taken', async () => {
  const amounts = { EUR: '90071992547409.91', JPY: '9007199254740991', BHD: '9007199254740.991' };
  for (const [currency, amount] of Object.entries(amounts)) {
    const charges = [{ key: 'base', model: 'flat', timing: 'inAdvance', amount }];
    expect((await post('/plans', { ...aPlanInput('none'), currency, charges })).statusCode).toBe(201);
  }
});

test('meters, clocks and accounts are refused by field and rule, and leave nothing', async () => {
  const meter = { key: aKey('meter'), aggregation: 'count', eventType: 'api.call' };
  await expectRefused('/meters', [
    [{ ...meter, aggregation: 'median' }, '/aggregation invalid_value'],
    ...['sum', 'max', 'uniqueCount', 'latest', 'weightedSum'].map((aggregation): [object, string] => [{ ...meter, aggregation }, '/valueProperty custom']),
    [{ ...meter, groupBy: ['model', 'model'] }, '/groupBy custom'],
    [{ ...meter, groupBy: ['a', 'b', 'c', 'd', 'e'] }, '/groupBy too_big'],
    [{ ...meter, groupBy: ['a property'] }, '/groupBy/0 invalid_format'],
    [{ ...meter, filters: [{ property: 'model', values: [] }] }, '/filters/0/values too_small'],
    [{ ...meter, filters: [{ property: 'model', values: ['x'.repeat(101)] }] }, '/filters/0/values/0 too_big'],
    [{ ...meter, filters: [{ property: 'model', equals: 'a', values: ['a'] }] }, '/filters/0/equals unknown_field'],
    [{ ...meter, valueProperty: 'tokens' }, '/valueProperty custom'],
    [{ ...meter, key: 'a key' }, '/key invalid_format'],
    [{ key: meter.key, aggregation: 'count' }, '/eventType invalid_type'],
  ]);
  await expectRefused('/test-clocks', [
    [{ now: 'yesterday' }, '/now invalid_format'],
    [{ now: '2027-02-30T00:00:00Z' }, '/now invalid_format'],
    [{ now: '0000-01-01T00:00:00Z' }, '/now custom'],
    [{}, '/now invalid_type'],
  ]);
  const account = { name: 'Engines', currency: 'EUR', timeZone: 'Europe/Vienna', ownerId: ids('org') };
  await expectRefused('/accounts', [
    [{ ...account, currency: 'XXX' }, '/currency unknown_currency'],
    [{ ...account, timeZone: 'Mars/Olympus' }, '/timeZone unknown_time_zone'],
    [{ ...account, timeZone: '+02:00' }, '/timeZone unknown_time_zone'],
    [{ ...account, testClockId: ids('clock') }, '/testClockId unknown_test_clock'],
    [{ ...account, testClockId: ids('plan') }, '/testClockId invalid_format'],
    [{ ...account, ownerId: '' }, '/ownerId invalid_format'],
    [{ ...account, name: '  ' }, '/name invalid_format'],
  ]);
});

test('a second meter with a key is a conflict', async () => {
  const meter = { key: aKey('meter'), aggregation: 'sum', eventType: 'tokens.used', valueProperty: 'tokens' };
  expect((await post('/meters', meter)).json()).toMatchObject(meter);
  const again = await post('/meters', meter);
  expect([again.statusCode, again.json()]).toMatchObject([409, { code: 'billing.meter_key_taken' }]);
});

test('an operator’s route is a 403 for anyone else, and a 401 for nobody', async () => {
  const plan = (await post('/plans', aPlanInput(await aMeter(billing)))).json<{ id: string }>();
  const clock = (await post('/test-clocks', { now: '2027-01-01T00:00:00Z' })).json<{ id: string }>();
  const before = await rowCounts();
  const attempts = () => [
    post('/meters', { key: aKey(), aggregation: 'count', eventType: 'a' }),
    post('/plans', aPlanInput('none')),
    post(`/plans/${plan.id}/publish`),
    post('/test-clocks', { now: '2027-01-01T00:00:00Z' }),
    get(`/test-clocks/${clock.id}`),
    post('/accounts', { name: 'Mine', currency: 'EUR', timeZone: 'UTC', ownerId: ids('org') }),
  ];
  const callers = [[aMemberOf([ids('org')]), 403], [{ type: 'key', keyId: ids('key'), grants: [] }, 403], [{ type: 'anonymous' }, 401]] as const;
  for (const [actor, status] of callers) {
    host.actAs(actor);
    expect((await Promise.all(attempts())).map(({ statusCode }) => statusCode)).toEqual([status, status, status, status, status, status]);
  }
  expect(await rowCounts()).toEqual(before);
});

test('a draft is there for operators alone; what is published is there for all who signed in', async () => {
  const meter = await aMeter(billing);
  const draft = (await post('/plans', aPlanInput(meter))).json<{ id: string; key: string }>();
  host.actAs(aMemberOf([]));
  expect((await get(`/plans/${draft.id}`)).statusCode).toBe(404);
  expect((await get(`/plans?key=${draft.key}`)).json()).toEqual({ data: [], nextCursor: null });
  host.actAs(anOperator);
  const published = await post(`/plans/${draft.id}/publish`);
  host.actAs(aMemberOf([]));
  expect((await get(`/plans/${draft.id}`)).json()).toEqual(published.json());
  expect((await get(`/plans?key=${draft.key}`)).json()).toEqual({ data: [published.json()], nextCursor: null });
  expect((await get('/meters?limit=100')).json<{ data: { key: string }[] }>().data.map(({ key }) => key)).toContain(meter);
  host.actAs({ type: 'anonymous' });
  for (const url of [`/plans/${draft.id}`, '/plans', '/meters']) expect((await get(url)).statusCode).toBe(401);
});

test('what is not there is a 404, and another resource’s id a 400', async () => {
  for (const url of [`/plans/${ids('plan')}`, `/test-clocks/${ids('clock')}`]) expect((await get(url)).statusCode).toBe(404);
  expect((await post(`/plans/${ids('plan')}/publish`)).statusCode).toBe(404);
  for (const url of [`/plans/${ids('mtr')}`, `/test-clocks/${ids('plan')}`]) expect((await get(url)).statusCode).toBe(400);
});
