import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { aSession, clientOf, type TestClient } from './client.ts';
import { anOperatorSession } from './operator.ts';

let deployment: Deployment;
let api: ApiProcess;
let operator: TestClient;
let member: TestClient;
let stranger: TestClient;
let memberToken: string;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start();
  operator = clientOf(api.url, await anOperatorSession(api.url, deployment, 'operator@example.com'));
  memberToken = await aSession(api.url, deployment.mailbox, 'member@example.com');
  member = clientOf(api.url, memberToken);
  stranger = clientOf(api.url, await aSession(api.url, deployment.mailbox, 'stranger@example.com'));
}, 120_000);
afterAll(() => deployment.close());

const base = { key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount: '20.00' };
const calls = {
  key: 'calls', model: 'graduated' as const, timing: 'inArrears' as const, meter: 'api_calls',
  tiers: [
    { upTo: '1000', unitAmount: '0', flatAmount: '0' },
    { upTo: null, unitAmount: '0.01', flatAmount: '0' },
  ],
};
const pro = { key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month' as const, intervalCount: 1, charges: [base, calls] };

/** A request of the typed client that is refused with a status. */
const refused = (request: Promise<unknown>, status: number) => expect(request).rejects.toMatchObject({ status });

test('from a price to an invoice, exchange by exchange', { timeout: 120_000 }, async () => {
  const organization = await member.post('/v1/organizations', { body: { name: 'Example' } });
  const meter = await operator.post('/v1/meters', { body: { key: 'api_calls', aggregation: 'count', eventType: 'api.call' } });
  expect(meter).toMatchObject({ key: 'api_calls' });
  const plan = await operator.post('/v1/plans', { body: pro });
  expect(plan).toMatchObject({ version: 1, status: 'draft' });
  expect(await operator.post('/v1/plans/{planId}/publish', { params: { path: { planId: plan.id } } })).toMatchObject({ status: 'published' });
  const clock = await operator.post('/v1/test-clocks', { body: { now: '2027-01-31T10:00:00Z' } });
  expect(clock).toMatchObject({ status: 'ready' });
  const account = await operator.post('/v1/accounts', {
    body: { name: 'Example', currency: 'EUR', timeZone: 'UTC', ownerId: organization.id, testClockId: clock.id },
  });
  expect(operator.statuses).toEqual([201, 201, 200, 201, 201]);

  const subscription = await member.post('/v1/subscriptions', { body: { accountId: account.id, planId: plan.id } });
  expect(subscription).toMatchObject({
    status: 'active',
    currentPeriod: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' },
  });
  expect(member.statuses).toEqual([201, 201]);

  const ofAccount = { params: { query: { accountId: account.id } } };
  const first = await member.get('/v1/invoices', ofAccount);
  expect(first.data).toMatchObject([{ status: 'open', total: { amount: 2000, currency: 'EUR' }, issueDate: '2027-01-31', dueDate: '2027-02-14' }]);

  const events = Array.from({ length: 1500 }, (_, index) => ({
    specversion: '1.0' as const, id: `call-${index}`, source: 'example', type: 'api.call', subject: account.id, time: '2027-02-01T00:00:00Z',
  }));
  const statusesOf = async (batch: typeof events) => {
    const { data } = await member.post('/v1/usage-events', { body: batch, headers: { 'content-type': 'application/cloudevents-batch+json' } });
    return [data.length, new Set(data.map(({ status }) => status))];
  };
  expect(await statusesOf(events.slice(0, 1000))).toEqual([1000, new Set(['accepted'])]);
  expect(await statusesOf(events.slice(1000))).toEqual([500, new Set(['accepted'])]);
  expect(await statusesOf(events.slice(0, 1000))).toEqual([1000, new Set(['duplicate'])]);
  const window = { meter: 'api_calls', from: '2027-01-31T00:00:00Z', to: '2027-02-28T00:00:00Z' };
  expect(await member.get('/v1/usage', { params: { query: { accountId: account.id, ...window } } })).toMatchObject({ data: [{ value: '1500' }] });

  const ofClock = { params: { path: { testClockId: clock.id } } };
  const advancing = await operator.post('/v1/test-clocks/{testClockId}/advance', { ...ofClock, body: { to: '2027-03-01T12:00:00Z' } });
  expect([operator.statuses.at(-1), advancing.status]).toEqual([202, 'advancing']);
  await eventually(async () => {
    expect(await operator.get('/v1/test-clocks/{testClockId}', ofClock)).toMatchObject({ status: 'ready', now: '2027-03-01T12:00:00.000Z' });
  }, 20_000);

  const both = await member.get('/v1/invoices', ofAccount);
  expect(both.data).toHaveLength(2);
  const [newer] = both.data;
  expect(newer).toMatchObject({ status: 'open', total: { amount: 2500, currency: 'EUR' }, issueDate: '2027-02-28' });
  const lines = (newer?.lines ?? []).toSorted((a, b) => (a.charge ?? '').localeCompare(b.charge ?? ''));
  expect(lines).toMatchObject([
    { charge: 'base', amount: { amount: 2000 }, period: { start: '2027-02-28T00:00:00.000Z', end: '2027-03-31T00:00:00.000Z' } },
    { charge: 'calls', quantity: '1500', amount: { amount: 500 }, period: { start: '2027-01-31T00:00:00.000Z', end: '2027-02-28T00:00:00.000Z' } },
  ]);
  expect(lines).toHaveLength(2);

  const invoiceId = newer?.id ?? '';
  const pdf = await fetch(`${api.url}/v1/invoices/${invoiceId}.pdf`, { headers: { authorization: `Bearer ${memberToken}` } });
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect((await pdf.text()).startsWith('%PDF-')).toBe(true);

  const balance = await operator.get('/v1/ledger/trial-balance', { params: { query: { testClockId: clock.id } } });
  expect(balance.data).toHaveLength(1);
  const [euros] = balance.data;
  expect(euros?.currency).toBe('EUR');
  expect(euros?.debits.amount).toBeGreaterThan(0);
  expect(euros?.debits).toEqual(euros?.credits);

  const reads = (client: TestClient): (() => Promise<unknown>)[] => [
    () => client.get('/v1/accounts/{accountId}', { params: { path: { accountId: account.id } } }),
    () => client.get('/v1/subscriptions/{subscriptionId}', { params: { path: { subscriptionId: subscription.id } } }),
    () => client.get('/v1/invoices/{invoiceId}', { params: { path: { invoiceId } } }),
    () => client.get('/v1/invoices/{invoiceId}.pdf', { params: { path: { invoiceId } }, parseAs: 'blob' }),
  ];
  for (const read of reads(member)) await expect(read()).resolves.toBeDefined();
  for (const read of reads(stranger)) await refused(read(), 404);
  expect((await stranger.get('/v1/invoices', ofAccount)).data).toEqual([]);
  await refused(stranger.post('/v1/subscriptions', { body: { accountId: account.id, planId: plan.id } }), 404);

  await refused(member.post('/v1/meters', { body: { key: 'm', aggregation: 'count', eventType: 'e' } }), 403);
  await refused(member.post('/v1/plans', { body: { ...pro, key: 'p2' } }), 403);
  await refused(member.post('/v1/plans/{planId}/publish', { params: { path: { planId: plan.id } } }), 403);
  await refused(member.post('/v1/test-clocks', { body: { now: '2027-01-31T10:00:00Z' } }), 403);
  await refused(member.post('/v1/test-clocks/{testClockId}/advance', { ...ofClock, body: { to: '2027-04-01T00:00:00Z' } }), 403);
  await refused(member.post('/v1/accounts', { body: { name: 'X', currency: 'EUR', timeZone: 'UTC', ownerId: organization.id } }), 403);
});

test('a price is previewed without a plan, an account or a session', async () => {
  const answer = await clientOf(api.url).post('/v1/pricing/preview', { body: { currency: 'EUR', charges: [base, { ...calls, quantity: '1500' }] } });
  expect(answer).toMatchObject({
    lines: [{ key: 'base', amount: { amount: 2000, currency: 'EUR' } }, { key: 'calls', amount: { amount: 500 } }],
    total: { amount: 2500, currency: 'EUR' },
  });
  expect(Number(answer.lines[1]?.exact)).toBe(5);
});
