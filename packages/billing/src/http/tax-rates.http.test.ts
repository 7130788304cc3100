import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aMemberOf, anOperator, createTestBilling, type TestBilling } from '../../testing/index.ts';
import { billingPermissions } from '../index.ts';
import { aKey } from '../test/catalogue.ts';
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

const send = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object, headers: Record<string, string> = {}) => host.app.inject({ method, url: `/v1${url}`, headers, ...(payload && { payload }) });
type Answer = Awaited<ReturnType<typeof send>>;
const problemsOf = (answer: Answer) => answer.json<{ errors: { pointer: string; code: string }[] }>().errors.map(({ pointer, code }) => `${pointer} ${code}`);

const rate = { key: 'standard', name: 'VAT', jurisdiction: 'AT', percentage: '20', behavior: 'exclusive' };

async function anAccount(tax: object = {}) {
  const ownerId = ids('org');
  const { id } = (await send('POST', '/accounts', { name: 'Engines', currency: 'EUR', timeZone: 'UTC', ownerId, ...tax })).json<{ id: string }>();
  return { ownerId, url: `/accounts/${id}`, member: aMemberOf([ownerId], billingPermissions) };
}

const stored = () => billing.database.driver('billing')`select (select count(*)::int from billing.tax_rates) as rates, (select count(*)::int from billing.accounts) as accounts, (select count(*)::int from billing.plans) as plans`;

test('a tax rate is made, read, listed, followed by a version and archived, request by request', async () => {
  const made = await send('POST', '/tax-rates', rate);
  const first = made.json<{ id: string }>();
  expect([made.statusCode, first]).toEqual([201, { ...rate, id: expect.stringMatching(/^taxrate_/) as string, version: 1, revision: 1, status: 'active', createdAt: '2027-01-01T12:00:00.000Z', archivedAt: null, parts: [] }]);
  expect((await send('GET', `/tax-rates/${first.id}`)).json()).toEqual(first);
  billing.clock.advance({ milliseconds: 1 });
  const second = (await send('POST', '/tax-rates', { ...rate, percentage: '19.5' })).json<{ id: string }>();
  expect(second).toMatchObject({ version: 2, percentage: '19.5', status: 'active' });
  const archived = { ...first, status: 'archived', revision: 2, archivedAt: '2027-01-01T12:00:00.001Z' };
  expect((await send('GET', '/tax-rates?key=standard')).json()).toEqual({ data: [second, archived], nextCursor: null });
  for (let time = 0; time < 2; time++) expect((await send('POST', `/tax-rates/${second.id}/archive`)).json()).toMatchObject({ status: 'archived', revision: 2 });

  host.actAs(aMemberOf([ids('org')], billingPermissions));
  expect((await send('GET', `/tax-rates/${first.id}`)).json()).toEqual(archived);
  expect((await send('GET', `/tax-rates/${ids('taxrate')}`)).json()).toMatchObject({ code: 'billing.tax_rate_not_found' });
  for (const url of ['/tax-rates', `/tax-rates/${first.id}/archive`]) expect((await send('POST', url, url === '/tax-rates' ? rate : undefined)).statusCode).toBe(403);
});

test('a rate is put together from others as they are then, and each fault of its parts is named', async () => {
  const together = { key: 'us_ca_la', name: 'Sales tax', jurisdiction: 'Los Angeles', behavior: 'exclusive' };
  const make = (changes: object) => send('POST', '/tax-rates', { ...rate, ...changes });
  await make({ key: 'us_ca', name: 'State tax', jurisdiction: 'California', percentage: '6' });
  await make({ key: 'us_la', name: 'County tax', jurisdiction: 'Los Angeles', percentage: '1.25' });
  await make({ key: 'within', behavior: 'inclusive' });
  await make({ key: 'most', percentage: '95' });
  await send('POST', `/tax-rates/${(await make({ key: 'gone' })).json<{ id: string }>().id}/archive`);
  const combine = (parts: unknown, changes: object = {}) => send('POST', '/tax-rates', { ...together, parts, ...changes });

  const made = await combine(['us_ca', 'us_la']);
  expect([made.statusCode, made.json()]).toMatchObject([201, { percentage: '7.25', parts: [{ key: 'us_ca', percentage: '6' }, { key: 'us_la', name: 'County tax', jurisdiction: 'Los Angeles', percentage: '1.25' }] }]);
  await make({ key: 'us_la', percentage: '2' });
  expect((await send('GET', `/tax-rates/${made.json<{ id: string }>().id}`)).json()).toEqual(made.json());
  expect((await combine(['us_ca', 'us_la'])).json()).toMatchObject({ version: 2, percentage: '8' });

  const before = await stored();
  const refused: [unknown, object, string[]][] = [
    [['us_ca', 'us_la'], { percentage: '8' }, ['/percentage percentage_or_parts']],
    [undefined, {}, ['/percentage percentage_or_parts']],
    [['us_ca'], {}, ['/parts too_small']],
    [['us_ca', 'no key'], {}, ['/parts/1 invalid_format']],
    [['us_ca', 'nowhere', 'gone'], {}, ['/parts/1 unknown_tax_rate', '/parts/2 archived_tax_rate']],
    [['us_ca', 'us_ca', 'within'], {}, ['/parts/1 duplicate', '/parts/2 other_behavior']],
    [['us_ca', 'us_ca_la'], { key: 'other' }, ['/parts/1 combined_tax_rate']],
    [['most', 'us_ca'], {}, ['/parts not_a_percent']],
  ];
  for (const [parts, changes, problems] of refused) {
    const answer = await combine(parts, changes);
    expect([answer.statusCode, problemsOf(answer)]).toEqual([400, problems]);
  }
  expect(await stored()).toEqual(before);
});

test.each([
  [{ percentage: '100.01' }, '/percentage not_a_percent'],
  [{ percentage: '-1' }, '/percentage invalid_format'],
  [{ percentage: '1e1' }, '/percentage invalid_format'],
  [{ percentage: 20 }, '/percentage invalid_type'],
  [{ behavior: 'within' }, '/behavior invalid_value'],
  [{ key: 'no key' }, '/key invalid_format'],
  [{ name: ' ' }, '/name invalid_format'],
  [{ jurisdiction: 'A\u0000T' }, '/jurisdiction invalid_format'],
  [{ version: 7 }, '/version unknown_field'],
])('a tax rate with %o is refused by name, and nothing is stored', async (change, problem) => {
  const before = await stored();
  const answer = await send('POST', '/tax-rates', { ...rate, ...change });
  expect([answer.statusCode, problemsOf(answer)]).toEqual([400, [problem]]);
  expect(await stored()).toEqual(before);
});

test('the tax of an account is set when it is made, and changed by operators', async () => {
  const { key } = (await send('POST', '/tax-rates', { ...rate, key: aKey('vat') })).json<{ key: string }>();
  const { ownerId, url, member } = await anAccount({ taxRate: key });
  const changed = await send('PATCH', url, { ownerId, taxTreatment: 'reverseCharge', taxNote: 'Art. 196' });
  expect([changed.statusCode, changed.json()]).toMatchObject([200, { taxTreatment: 'reverseCharge', taxRate: key, taxNote: 'Art. 196', version: 2 }]);
  expect((await send('PATCH', url, { ownerId, taxNote: null, taxRate: null })).json()).toMatchObject({ taxTreatment: 'reverseCharge', taxRate: null, taxNote: null, version: 3 });
  expect((await send('PATCH', url, { ownerId })).json()).toMatchObject({ version: 3 });
  expect((await send('PATCH', url, { ownerId, taxTreatment: 'exempt' }, { 'if-match': '"2"' })).json()).toMatchObject({ code: 'request.precondition_failed' });
  expect((await send('PATCH', url, { ownerId, taxTreatment: 'exempt' }, { 'if-match': '"3"' })).json()).toMatchObject({ taxTreatment: 'exempt', version: 4 });
  expect((await send('PATCH', url, { ownerId: ids('org'), taxTreatment: 'taxable' })).json()).toMatchObject({ code: 'billing.account_not_found' });
  host.actAs(member);
  expect((await send('PATCH', url, { ownerId, taxTreatment: 'taxable' })).statusCode).toBe(403);
  expect((await send('GET', url)).json()).toMatchObject({ taxTreatment: 'exempt', version: 4 });
});

test('what is wrong with the tax of an account or a charge is named, and nothing is stored', async () => {
  const archived = (await send('POST', '/tax-rates', { ...rate, key: aKey('vat') })).json<{ id: string; key: string }>();
  await send('POST', `/tax-rates/${archived.id}/archive`);
  const { ownerId, url, member } = await anAccount();
  const before = await stored();
  const bad: [object, string][] = [
    [{ taxRate: 'none' }, '/taxRate unknown_tax_rate'],
    [{ taxRate: archived.key }, '/taxRate archived_tax_rate'],
    [{ taxTreatment: 'free' }, '/taxTreatment invalid_value'],
    [{ taxTreatment: null }, '/taxTreatment invalid_value'],
    [{ taxNote: '' }, '/taxNote too_small'],
    [{ taxNote: 'x'.repeat(501) }, '/taxNote too_big'],
    [{ taxNote: 'a\u0007b' }, '/taxNote invalid_format'],
  ];
  for (const [change, problem] of bad) {
    expect([problem, problemsOf(await send('PATCH', url, { ownerId, ...change }))]).toEqual([problem, [problem]]);
    expect([problem, problemsOf(await send('POST', '/accounts', { name: 'A', currency: 'EUR', timeZone: 'UTC', ownerId, ...change }))]).toEqual([problem, [problem]]);
  }
  const plan = (taxRate: unknown) => ({ key: aKey('plan'), name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1, charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '1', taxRate }] });
  const charges: [unknown, string][] = [['none', 'unknown_tax_rate'], [archived.key, 'archived_tax_rate'], [null, 'invalid_type'], ['no key', 'invalid_format']];
  for (const [taxRate, code] of charges) expect(problemsOf(await send('POST', '/plans', plan(taxRate)))).toEqual([`/charges/0/taxRate ${code}`]);
  expect(await stored()).toEqual(before);
  host.actAs(member);
  expect((await send('GET', url)).json()).toMatchObject({ taxTreatment: 'taxable', taxRate: null, taxNote: null, version: 1 });
});
