import { createIds, systemClock } from '@plinth/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
beforeEach(() => {
  billing.clock.set('2027-01-01T12:00:00Z');
  host.actAs(anOperator);
});
afterAll(async () => {
  await host.app.close();
  await billing.close();
});

interface Answered {
  readonly id: string;
  readonly status: string;
  readonly number: string | null;
}

const get = (url: string) => host.app.inject({ method: 'GET', url: `/v1${url}` });
const post = (url: string, payload: object) => host.app.inject({ method: 'POST', url: `/v1${url}`, payload });
const problemsOf = (answer: Awaited<ReturnType<typeof get>>) => answer.json<{ errors?: { pointer: string; code: string }[] }>().errors?.map(({ pointer, code }) => `${pointer} ${code}`);

async function anAccount(changes: object = {}) {
  const ownerId = ids('org');
  const { id: accountId } = (await post('/accounts', { name: 'Engines', currency: 'EUR', timeZone: 'UTC', ownerId, ...changes })).json<{ id: string }>();
  return { accountId, ownerId, member: aMemberOf([ownerId], billingPermissions) };
}

const lines = [{ description: 'Onboarding', quantity: '2', unitAmount: '12.345' }];

test('a draft is made, finalized, written off and void, request by request; each step that is not in the table is 409', async () => {
  const { accountId, ownerId, member } = await anAccount();
  const made = await post('/invoices', { accountId, ownerId, lines, draft: true });
  const draft = made.json<Answered>();
  expect([made.statusCode, draft]).toMatchObject([201, { status: 'draft', number: null, issueDate: null, finalizedAt: null, total: { amount: 2469 }, version: 1 }]);
  expect((await get(`/invoices/${draft.id}.pdf`)).statusCode).toBe(404);
  const step = (name: string) => post(`/invoices/${draft.id}/${name}`, { ownerId });
  expect((await step('mark-uncollectible')).json()).toMatchObject({ code: 'billing.invoice_transition' });
  expect((await step('reissue')).statusCode).toBe(409);

  const finalized = await step('finalize');
  expect([finalized.statusCode, finalized.json()]).toMatchObject([200, { id: draft.id, status: 'open', issueDate: '2027-01-01', dueDate: '2027-01-15', amountDue: { amount: 2469 }, version: 2 }]);
  expect(finalized.json<Answered>().number).toMatch(/^INV-202701-\d{3}$/);
  expect([(await step('finalize')).statusCode, (await step('finalize')).json()]).toMatchObject([409, { code: 'billing.invoice_transition' }]);

  expect((await step('mark-uncollectible')).json()).toMatchObject({ status: 'uncollectible', amountDue: { amount: 2469 }, uncollectibleAt: '2027-01-01T12:00:00.000Z' });
  expect((await step('mark-uncollectible')).statusCode).toBe(409);
  const reissued = await step('reissue');
  expect([reissued.statusCode, reissued.json()]).toMatchObject([201, { status: 'open', replaces: draft.id, total: { amount: 2469 }, version: 1 }]);
  const second = reissued.json<Answered>();
  expect((await post(`/invoices/${second.id}/void`, { ownerId })).json()).toMatchObject({ status: 'void', amountDue: { amount: 0 } });

  host.actAs(member);
  expect((await get(`/invoices/${draft.id}`)).json()).toMatchObject({ status: 'void', replacedBy: second.id });
  const found = async (status: string) => (await get(`/invoices?accountId=${accountId}&status=${status}`)).json<{ data: Answered[] }>().data.map(({ id }) => id);
  expect([(await found('void')).sort(), await found('draft'), await found('open'), await found('uncollectible')]).toEqual([[draft.id, second.id].sort(), [], [], []]);
});

test('an account sets its days of grace; a subscription then begins with a draft that its members read as it is', async () => {
  const { accountId, ownerId, member } = await anAccount({ graceDays: 7 });
  const plan = await aPublishedPlan(billing, { charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' }] });
  host.actAs(member);
  await post('/subscriptions', { accountId, planId: plan.id });
  const [draft] = (await get(`/invoices?accountId=${accountId}`)).json<{ data: Answered[] }>().data;
  expect(draft).toMatchObject({ status: 'draft', createdAt: '2027-01-01T12:00:00.000Z', finalizesAt: '2027-01-08T12:00:00.000Z', total: { amount: 2000 } });
  const file = await get(`/invoices/${draft?.id ?? ''}.pdf`);
  expect([file.statusCode, file.json()]).toMatchObject([409, { code: 'billing.invoice_is_draft' }]);
  host.actAs(anOperator);
  const changed = await host.app.inject({ method: 'PATCH', url: `/v1/accounts/${accountId}`, payload: { ownerId, graceDays: null } });
  expect(changed.json()).toMatchObject({ graceDays: null, version: 2 });
  for (const graceDays of [-1, 91, 1.5, '3']) {
    const bad = await host.app.inject({ method: 'PATCH', url: `/v1/accounts/${accountId}`, payload: { ownerId, graceDays } });
    expect([graceDays, bad.statusCode, problemsOf(bad)?.[0]?.split(' ')[0]]).toEqual([graceDays, 400, '/graceDays']);
  }
});

test('what no font can show is 422 with the field, and nothing is kept', async () => {
  const { accountId, ownerId } = await anAccount({ name: '解析 Engines' });
  const refused = await post('/invoices', { accountId, ownerId, lines });
  expect([refused.statusCode, refused.json()]).toMatchObject([422, { code: 'billing.text_not_printable' }]);
  const draft = (await post('/invoices', { accountId, ownerId, lines, draft: true })).json<Answered>();
  const finalized = await post(`/invoices/${draft.id}/finalize`, { ownerId });
  expect([finalized.statusCode, finalized.json()]).toMatchObject([422, { code: 'billing.text_not_printable' }]);
  host.actAs(aMemberOf([ownerId], billingPermissions));
  expect((await get(`/invoices?accountId=${accountId}`)).json()).toMatchObject({ data: [{ id: draft.id, status: 'draft', version: 1 }] });
});

test('steps are for operators, who name the owner; members read', async () => {
  const { accountId, ownerId, member } = await anAccount();
  const { id } = (await post('/invoices', { accountId, ownerId, lines })).json<Answered>();
  const steps = ['finalize', 'void', 'reissue', 'mark-uncollectible'];
  for (const step of steps) {
    expect([(await post(`/invoices/${id}/${step}`, { ownerId: ids('org') })).statusCode, step]).toEqual([404, step]);
    expect(problemsOf(await post(`/invoices/${id}/${step}`, {}))).toEqual(['/ownerId invalid_type']);
  }
  expect((await post('/invoices', { accountId, ownerId: ids('org'), lines })).json()).toMatchObject({ code: 'billing.account_not_found' });
  host.actAs(member);
  for (const step of steps) expect([(await post(`/invoices/${id}/${step}`, { ownerId })).statusCode, step]).toEqual([403, step]);
  expect((await post('/invoices', { accountId, ownerId, lines })).statusCode).toBe(403);
  expect((await get(`/invoices/${id}`)).json()).toMatchObject({ status: 'open', version: 1 });
});

test('with a key an invoice is made, finalized and issued anew once, however often it is asked for', async () => {
  const { accountId, ownerId, member } = await anAccount();
  const { services } = billing;
  const call = (idempotencyKey: string) => ({ actor: anOperator, idempotencyKey });
  const twice = async <Result>(work: (name: string) => Promise<Result>, name: string): Promise<Result> => {
    const [first, second] = [await work(name), await work(name)];
    expect(second).toEqual(first);
    return first;
  };
  const input = { accountId: accountId as never, ownerId, lines, draft: true };
  const made = await twice((key) => services.createInvoice(input, call(key)), ids('evt'));
  const final = await twice((key) => services.finalizeInvoice({ invoiceId: made.id, ownerId }, call(key)), ids('evt'));
  const anew = await twice((key) => services.reissueInvoice({ invoiceId: made.id, ownerId }, call(key)), ids('evt'));
  expect([final.status, anew.replaces]).toEqual(['open', made.id]);
  host.actAs(member);
  expect((await get(`/invoices?accountId=${accountId}`)).json<{ data: Answered[] }>().data).toHaveLength(2);
});

test('an invoice that makes no sense is refused by field and rule', async () => {
  const { accountId, ownerId } = await anAccount();
  const line = (changes: object) => ({ accountId, ownerId, lines: [{ ...lines[0], ...changes }] });
  const bad: [object, string[]][] = [
    [{ accountId, ownerId, lines: [] }, ['/lines too_small']],
    [line({ description: ' ' }), ['/lines/0/description invalid_format']],
    [line({ unitAmount: '-1' }), ['/lines/0/unitAmount invalid_format']],
    [line({ unitAmount: 12 }), ['/lines/0/unitAmount invalid_type']],
    [line({ quantity: '1e3' }), ['/lines/0/quantity invalid_format']],
    [line({ taxRate: 'nowhere' }), ['/lines/0/taxRate unknown_tax_rate']],
    [line({ color: 'red' }), ['/lines/0/color unknown_field']],
    [{ ...line({}), draft: 'yes' }, ['/draft invalid_type']],
  ];
  for (const [body, problems] of bad) expect([body, problemsOf(await post('/invoices', body))]).toEqual([body, problems]);
});
