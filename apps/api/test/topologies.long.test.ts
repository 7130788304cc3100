import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'node:http';
import { eventually } from '@plinth/testing';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { type Answer, aSession, send } from './client.ts';
import { exchange, percentile } from './load.ts';
import { anOperatorSession } from './operator.ts';
import { aSplitDeployment, type Pair, type SplitDeployment } from './split-deployment.ts';

const awaySeconds = profiled({ full: 60, short: 8 });
const organizations = profiled({ full: 50, short: 20 });
const kills = profiled({ full: 10, short: 2 });
const samples = profiled({ full: 3_000, short: 600 });

interface Page {
  readonly data: readonly { readonly id: string }[];
}

let split: SplitDeployment;
let pair: Pair;
let token: string;
beforeAll(async () => {
  split = await aSplitDeployment();
  pair = await split.startPair();
  token = await aSession(pair.users.url, split.mailbox, 'split@example.com');
});
afterAll(() => split.close());

const again = new Set([409, 429, 503]);

/** Asks with one key until it is answered for good, at whichever process is there. */
async function insist(path: string, body: object, key: string): Promise<Answer<Record<string, unknown>>> {
  for (const until = performance.now() + 60_000; performance.now() < until; ) {
    for (const { url } of [pair.users, pair.billing]) {
      const answer = await send(`${url}/v1${path}`, 'POST', { token, body, headers: { 'idempotency-key': key } }).catch(() => undefined);
      if (answer && !again.has(answer.status)) return answer;
    }
    await sleep(100);
  }
  throw new Error(`${path} was not answered for a minute.`);
}

const accountsOf = async (ownerId: string): Promise<Page['data']> => (await send<Page>(`${pair.billing.url}/v1/accounts?ownerId=${ownerId}`, 'GET', { token })).body.data;

async function everyAccountOnce(owners: readonly string[], seconds: number): Promise<void> {
  const billing = split.database.driver('billing');
  await eventually(async () => {
    expect(await billing`select owner_id from billing.accounts where owner_id in ${billing(owners)}`).toHaveLength(owners.length);
  }, seconds * 1000);
  expect(await billing`select owner_id from billing.accounts group by owner_id having count(*) > 1`).toEqual([]);
}

test('each process serves the whole API, whichever module it hosts', async () => {
  const made = await send(`${pair.billing.url}/v1/organizations`, 'POST', { token, body: { name: 'Made at billing' } });
  expect(made.status).toBe(201);
  const owner = String(made.body['id']);
  const [account] = await eventually(async () => {
    const found = await accountsOf(owner);
    if (found.length === 0) throw new Error('No account yet.');
    return found;
  }, 20_000);
  for (const { url } of [pair.users, pair.billing]) {
    expect((await send(`${url}/v1/organizations/${owner}`, 'GET', { token })).body).toEqual(made.body);
    expect(await send(`${url}/v1/accounts/${account?.id ?? ''}`, 'GET', { token })).toMatchObject({ status: 200, body: { ownerId: owner } });
    expect((await send(`${url}/v1/accounts/acct_01h455vb4pex5vsknk084sn02q`, 'GET', { token })).status).toBe(404);
    expect((await send(`${url}/v1/me`, 'GET')).status).toBe(401);
  }
  const replay = await Promise.all([pair.users, pair.billing, pair.users].map(({ url }) => send(`${url}/v1/organizations`, 'POST', { token, body: { name: 'Once' }, headers: { 'idempotency-key': 'across' } })));
  expect(new Set(replay.filter(({ status }) => status === 201).map(({ body }) => body['id'])).size).toBe(1);
});

test(`while billing is away for ${awaySeconds} s, users goes on, and all that was made there has its account afterwards, once`, async () => {
  await pair.billing.end('SIGKILL');
  const owners: string[] = [];
  for (let index = 0; index < organizations; index += 1) {
    const { status, body } = await send(`${pair.users.url}/v1/organizations`, 'POST', { token, body: { name: `Alone ${index}` } });
    expect(status).toBe(201);
    owners.push(String(body['id']));
  }
  expect(await send(`${pair.users.url}/v1/accounts`, 'GET', { token })).toMatchObject({ status: 503, body: { code: 'runtime.unavailable' } });
  expect((await fetch(`${pair.users.url}/readyz`)).status).toBe(200);
  await sleep(awaySeconds * 1000);
  const back = performance.now();
  pair = { ...pair, billing: await split.restart('billing') };
  await everyAccountOnce(owners, 2 * awaySeconds + 60);
  console.log(`billing away for ${awaySeconds} s: ${owners.length} accounts, each once, ${((performance.now() - back) / 1000).toFixed(1)} s after it was started again`);
});

test('a kill -9 of either process loses nothing that was acknowledged', async () => {
  const owners: string[] = [];
  let on = true;
  const writer = async (name: string): Promise<void> => {
    for (let index = 0; on; index += 1) {
      const { status, body } = await insist('/organizations', { name: `${name} ${index}` }, `${name} ${index}`);
      expect(status).toBe(201);
      owners.push(String(body['id']));
    }
  };
  const writers = Promise.all(['one', 'two', 'three'].map(writer));
  for (let round = 0; round < kills; round += 1) {
    const module = round % 2 === 0 ? 'users' : 'billing';
    await sleep(1_000);
    await pair[module].end('SIGKILL');
    pair = { ...pair, [module]: await split.restart(module) };
  }
  await sleep(1_000);
  on = false;
  await writers;
  const users = split.database.driver('users');
  expect(await users`select 1 from users.organizations where name like 'one %' or name like 'two %' or name like 'three %'`).toHaveLength(owners.length);
  await everyAccountOnce(owners, 60);
  console.log(`${kills} kills: ${owners.length} organizations acknowledged, each there once, with one account`);
});

test('what the second process costs a read', async () => {
  const whole: Deployment = await aDeployment();
  const prices = { key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month', intervalCount: 1, charges: [{ key: 'base', model: 'flat', timing: 'inAdvance', amount: '20.00' }] };

  async function anInvoice(url: string, deployment: Deployment): Promise<{ url: string; token: string }> {
    const operator = await anOperatorSession(url, deployment, 'operator@example.com');
    const member = await aSession(url, deployment.mailbox, 'reader@example.com');
    const plan = await send(`${url}/v1/plans`, 'POST', { token: operator, body: prices });
    await send(`${url}/v1/plans/${String(plan.body['id'])}/publish`, 'POST', { token: operator, body: {} });
    await send(`${url}/v1/organizations`, 'POST', { token: member, body: { name: 'Reader' } });
    const accountId = await eventually(async () => {
      const [account] = (await send<Page>(`${url}/v1/accounts`, 'GET', { token: member })).body.data;
      if (!account) throw new Error('No account yet.');
      return account.id;
    }, 20_000);
    await send(`${url}/v1/subscriptions`, 'POST', { token: member, body: { accountId, planId: plan.body['id'] } });
    const [invoice] = (await send<Page>(`${url}/v1/invoices?accountId=${accountId}`, 'GET', { token: member })).body.data;
    return { url: `${url}/v1/invoices/${invoice?.id ?? ''}`, token: member };
  }

  const limits = { TRAFFIC_PER_USER: '0', TRAFFIC_PER_ADDRESS: '0' };
  const one: ApiProcess = await whole.start(limits);
  const two = await split.startPair(limits);
  try {
    const targets = [await anInvoice(one.url, whole), await anInvoice(two.users.url, split)];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const times: number[][] = [[], []];
    for (let index = 0; index < samples; index += 1) {
      for (const [side, target] of targets.entries()) {
        const reply = await exchange(agent, target.url, { headers: { authorization: `Bearer ${target.token}` } });
        expect(reply.status).toBe(200);
        if (index >= samples / 5) times[side]?.push(reply.ms);
      }
    }
    agent.destroy();
    const [inOne = 0, inTwo = 0] = times.map((values) => percentile(values, 50));
    console.log(`GET /v1/invoices/:id, p50: ${inOne.toFixed(2)} ms in one process, ${inTwo.toFixed(2)} ms through the other one, ${(inTwo / inOne).toFixed(2)} times`);
    expect(inTwo).toBeGreaterThan(inOne);
    expect(inTwo / inOne).toBeLessThan(5);
  } finally {
    await whole.close();
  }
});

test('one process serves, one works and one keeps time', async () => {
  const whole = await aDeployment();
  try {
    const [front, worker, scheduler] = [await whole.start({ ROLES: 'http' }), await whole.start({ ROLES: 'worker' }), await whole.start({ ROLES: 'scheduler' })];
    const member = await aSession(front.url, whole.mailbox, 'roles@example.com');
    const { body } = await send(`${front.url}/v1/organizations`, 'POST', { token: member, body: { name: 'Roles' } });
    await eventually(async () => {
      expect((await send<Page>(`${front.url}/v1/accounts?ownerId=${String(body['id'])}`, 'GET', { token: member })).body.data).toHaveLength(1);
    }, 20_000);
    for (const { url } of [worker, scheduler]) {
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect((await fetch(`${url}/metrics`)).status).toBe(200);
      expect(await send(`${url}/v1/me`, 'GET', { token: member })).toMatchObject({ status: 404 });
    }
    expect(await Promise.all([front, worker, scheduler].map((api) => api.end('SIGTERM')))).toEqual([0, 0, 0]);
  } finally {
    await whole.close();
  }
});
