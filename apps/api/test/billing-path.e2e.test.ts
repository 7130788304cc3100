import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { aSession, type Answer, send } from './client.ts';
import { anOperatorSession } from './operator.ts';

let deployment: Deployment;
let api: ApiProcess;
let operator: string;
let member: string;
let stranger: string;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start();
  operator = await anOperatorSession(api.url, deployment, 'operator@example.com');
  member = await aSession(api.url, deployment.mailbox, 'member@example.com');
  stranger = await aSession(api.url, deployment.mailbox, 'stranger@example.com');
}, 120_000);
afterAll(() => deployment.close());

type Body = Record<string, unknown>;

const post = (token: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer<Body>> =>
  send(`${api.url}/v1${path}`, 'POST', { token, body, ...(headers && { headers }) });
const get = <Shape = Body>(token: string, path: string): Promise<Answer<Shape>> => send<Shape>(`${api.url}/v1${path}`, 'GET', { token });

async function made(answer: Promise<Answer<Body>>, status = 201): Promise<Body & { id: string }> {
  const { status: got, body } = await answer;
  expect({ status: got, body }).toMatchObject({ status });
  return body as Body & { id: string };
}

const pro = {
  key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1,
  charges: [
    { key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' },
    {
      key: 'calls', model: 'graduated', timing: 'inArrears', meter: 'api_calls',
      tiers: [
        { upTo: '1000', unitAmount: '0', flatAmount: '0' },
        { upTo: null, unitAmount: '0.01', flatAmount: '0' },
      ],
    },
  ],
};

const batchType = { 'content-type': 'application/cloudevents-batch+json' };

interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly total: object;
  readonly lines: readonly { charge: string; quantity: string; amount: object; period: object }[];
}

test('from a price to an invoice, exchange by exchange', { timeout: 120_000 }, async () => {
  const organization = await made(post(member, '/organizations', { name: 'Example' }));
  const meter = await made(post(operator, '/meters', { key: 'api_calls', aggregation: 'count', eventType: 'api.call' }));
  expect(meter).toMatchObject({ key: 'api_calls' });
  const plan = await made(post(operator, '/plans', pro));
  expect(plan).toMatchObject({ version: 1, status: 'draft' });
  expect(await made(post(operator, `/plans/${plan.id}/publish`, {}), 200)).toMatchObject({ status: 'published' });
  const clock = await made(post(operator, '/test-clocks', { now: '2027-01-31T10:00:00Z' }));
  expect(clock).toMatchObject({ status: 'ready' });
  const account = await made(
    post(operator, '/accounts', { name: 'Example', currency: 'EUR', timeZone: 'UTC', ownerId: organization.id, testClockId: clock.id }),
  );

  const subscription = await made(post(member, '/subscriptions', { accountId: account.id, planId: plan.id }));
  expect(subscription).toMatchObject({
    status: 'active',
    currentPeriod: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' },
  });

  const invoicesPath = `/invoices?accountId=${account.id}`;
  const first = await get<{ data: Invoice[] }>(member, invoicesPath);
  expect(first.body.data).toMatchObject([{ status: 'open', total: { amount: 2000, currency: 'EUR' }, issueDate: '2027-01-31', dueDate: '2027-02-14' }]);

  const events = Array.from({ length: 1500 }, (_, index) => ({
    specversion: '1.0', id: `call-${index}`, source: 'example', type: 'api.call', subject: account.id, time: '2027-02-01T00:00:00Z',
  }));
  const send1000 = () => post(member, '/usage-events', events.slice(0, 1000), batchType);
  const statuses = ({ body }: Answer<Body>) => new Set((body['data'] as { status: string }[]).map(({ status }) => status));
  expect(statuses(await send1000())).toEqual(new Set(['accepted']));
  expect(statuses(await post(member, '/usage-events', events.slice(1000), batchType))).toEqual(new Set(['accepted']));
  expect(statuses(await send1000())).toEqual(new Set(['duplicate']));
  const usage = await get(member, `/usage?accountId=${account.id}&meter=api_calls&from=2027-01-31T00:00:00Z&to=2027-02-28T00:00:00Z`);
  expect(usage).toMatchObject({ status: 200, body: { data: [{ value: '1500' }] } });

  const advancing = await post(operator, `/test-clocks/${clock.id}/advance`, { to: '2027-03-01T12:00:00Z' });
  expect(advancing).toMatchObject({ status: 202, body: { status: 'advancing' } });
  await eventually(async () => {
    expect((await get(operator, `/test-clocks/${clock.id}`)).body).toMatchObject({ status: 'ready', now: '2027-03-01T12:00:00.000Z' });
  }, 20_000);

  const both = await get<{ data: Invoice[] }>(member, invoicesPath);
  expect(both.body.data).toHaveLength(2);
  const [newer] = both.body.data;
  expect(newer).toMatchObject({ status: 'open', total: { amount: 2500, currency: 'EUR' }, issueDate: '2027-02-28' });
  const lines = [...(newer?.lines ?? [])].sort((a, b) => a.charge.localeCompare(b.charge));
  expect(lines).toMatchObject([
    { charge: 'base', amount: { amount: 2000 }, period: { start: '2027-02-28T00:00:00.000Z', end: '2027-03-31T00:00:00.000Z' } },
    { charge: 'calls', quantity: '1500', amount: { amount: 500 }, period: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' } },
  ]);
  expect(lines).toHaveLength(2);

  const pdf = await fetch(`${api.url}/v1/invoices/${newer?.id ?? ''}.pdf`, { headers: { authorization: `Bearer ${member}` } });
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect((await pdf.text()).startsWith('%PDF-')).toBe(true);

  const balance = await get<{ data: { currency: string; debits: { amount: number }; credits: { amount: number } }[] }>(
    operator, `/ledger/trial-balance?testClockId=${clock.id}`,
  );
  expect(balance.body.data).toHaveLength(1);
  const [euros] = balance.body.data;
  expect(euros?.currency).toBe('EUR');
  expect(euros?.debits.amount).toBeGreaterThan(0);
  expect(euros?.debits).toEqual(euros?.credits);

  for (const path of [`/accounts/${account.id}`, `/subscriptions/${subscription.id}`, `/invoices/${newer?.id ?? ''}`, `/invoices/${newer?.id ?? ''}.pdf`]) {
    expect([path, (await get(stranger, path)).status]).toEqual([path, 404]);
    expect([path, (await fetch(`${api.url}/v1${path}`, { headers: { authorization: `Bearer ${member}` } })).status]).toEqual([path, 200]);
  }
  expect((await get<{ data: [] }>(stranger, invoicesPath)).body.data).toEqual([]);
  expect((await post(stranger, '/subscriptions', { accountId: account.id, planId: plan.id })).status).toBe(404);
  for (const path of ['/meters', '/plans', `/plans/${plan.id}/publish`, '/test-clocks', `/test-clocks/${clock.id}/advance`, '/accounts']) {
    const bodies: Record<string, unknown> = { '/meters': { key: 'm', aggregation: 'count', eventType: 'e' }, '/plans': { ...pro, key: 'p2' }, '/test-clocks': { now: '2027-01-31T10:00:00Z' } };
    const accountBody = { name: 'X', currency: 'EUR', timeZone: 'UTC', ownerId: organization.id };
    const body = bodies[path] ?? (path === '/accounts' ? accountBody : path.endsWith('advance') ? { to: '2027-04-01T00:00:00Z' } : {});
    expect([path, (await post(member, path, body)).status]).toEqual([path, 403]);
  }
});

test('a price is previewed without a plan, an account or a session', async () => {
  const answer = await send(`${api.url}/v1/pricing/preview`, 'POST', {
    body: { currency: 'EUR', charges: [{ ...pro.charges[0] }, { ...pro.charges[1], quantity: '1500' }] },
  });
  expect(answer).toMatchObject({
    status: 200,
    body: { lines: [{ key: 'base', amount: { amount: 2000, currency: 'EUR' } }, { key: 'calls', amount: { amount: 500 } }], total: { amount: 2500, currency: 'EUR' } },
  });
  expect(Number((answer.body['lines'] as { exact: string }[])[1]?.exact)).toBe(5);
});
