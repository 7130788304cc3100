import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, startPostgres } from '@plinth/postgres';
import { eventually } from '@plinth/testing';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { parentOf } from './bench/processes.ts';
import { aSession, clientOf, send } from './client.ts';
import { aFreePort } from './free-port.ts';
import { insist } from './insist.ts';
import { type Client, type LoadRequest, type Reply, startLoad } from './load.ts';
import { anOperatorSession } from './operator.ts';

const rounds = profiled({ full: 20, short: 2 });
const base = { key: 'base', model: 'flat' as const, timing: 'inAdvance' as const, amount: '20.00' };
const plan = { key: 'pro', name: 'Pro', currency: 'EUR', interval: 'month' as const, intervalCount: 1, charges: [base] };

let directory: string;
let postgres: PostgresServer;
let deployment: Deployment;
let api: ApiProcess;
let port: number;
let token: string;
let planId: string;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'plinth-kills-'));
  postgres = await startPostgres({ directory });
  Object.assign(process.env, { TEST_MIGRATION_DATABASE_URL: postgres.migrationUrl, TEST_DATABASE_URL: postgres.url });
  deployment = await aDeployment();
  port = await aFreePort();
  api = await deployment.start({ PORT: String(port) });
  const operator = clientOf(api.url, await anOperatorSession(api.url, deployment, 'operator@example.com'));
  planId = (await operator.post('/v1/plans', { body: plan })).id;
  await operator.post('/v1/plans/{planId}/publish', { params: { path: { planId } } });
  token = await aSession(api.url, deployment.mailbox, 'patient@example.com');
});
afterAll(async () => {
  await deployment.close();
  await postgres.stop({ force: true });
  rmSync(directory, { recursive: true, force: true });
});

/** One key for all tries. */
const insistAs = (client: Client, url: string, request: LoadRequest): Promise<Reply> =>
  insist(client, url, { ...request, headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() } });

interface Acknowledged {
  readonly organizations: string[];
  readonly subscriptions: string[];
  /** Milliseconds from the answer to the effect of its event elsewhere. */
  readonly deliveries: number[];
  readonly wrong: string[];
}

/** An organization, the account that its event opens, and a subscription with its invoice. */
function turnOf(done: Acknowledged): (client: Client) => Promise<void> {
  return async (client) => {
    const made = await insistAs(client, `${api.url}/v1/organizations`, { method: 'POST', body: JSON.stringify({ name: 'Killed' }) });
    if (made.status !== 201) return void done.wrong.push(`${made.status} ${made.text}`);
    const { id: ownerId } = JSON.parse(made.text) as { id: string };
    done.organizations.push(ownerId);
    const answered = performance.now();
    const accountId = await eventually(async () => {
      const found = await insistAs(client, `${api.url}/v1/accounts?ownerId=${ownerId}`, {});
      const [account] = (JSON.parse(found.text) as { data: { id: string }[] }).data;
      if (!account) throw new Error(`No account of ${ownerId}.`);
      return account.id;
    }, 60_000);
    done.deliveries.push(performance.now() - answered);
    const subscribed = await insistAs(client, `${api.url}/v1/subscriptions`, { method: 'POST', body: JSON.stringify({ accountId, planId }) });
    if (subscribed.status === 201) done.subscriptions.push((JSON.parse(subscribed.text) as { id: string }).id);
    else done.wrong.push(`${subscribed.status} ${subscribed.text}`);
  };
}

/** Transactions of the journal that do not sum to nothing. */
const unbalanced = () =>
  eventually(() => deployment.database.driver('billing')`select transaction_id from billing.journal_lines group by transaction_id having sum(debit) <> sum(credit)`, 20_000);

/** Works with four clients while `disturb` is at it, and holds what was acknowledged against what is there. */
async function survive(disturb: () => Promise<void>): Promise<Acknowledged> {
  const done: Acknowledged = { organizations: [], subscriptions: [], deliveries: [], wrong: [] };
  const load = startLoad(4, turnOf(done));
  for (let round = 0; round < rounds; round += 1) {
    await sleep(1000);
    await disturb();
    expect(await unbalanced()).toEqual([]);
  }
  await sleep(1000);
  await load.stop();

  expect(done.wrong).toEqual([]);
  expect(done.organizations.length).toBeGreaterThan(4);
  const [users, billing] = [deployment.database.driver('users'), deployment.database.driver('billing')];
  const organizations = await users<{ count: number }[]>`select count(*)::int as count from users.organizations where name = 'Killed'`;
  const accounts = await billing<{ owner: string }[]>`select owner_id as owner from billing.accounts`;
  const invoices = await billing<{ count: number }[]>`select count(*)::int as count from billing.invoices`;
  const journal = await billing<{ count: number }[]>`select count(*)::int as count from billing.journal_transactions`;
  total.organizations += done.organizations.length;
  total.subscriptions += done.subscriptions.length;
  expect([organizations[0]?.count, accounts.length, new Set(accounts.map(({ owner }) => owner)).size]).toEqual([total.organizations, total.organizations, total.organizations]);
  expect([invoices[0]?.count, journal[0]?.count]).toEqual([total.subscriptions, total.subscriptions]);
  return done;
}

const total = { organizations: 0, subscriptions: 0 };
/** The start of a process and the silence after which another takes over its deliveries are in it. */
const patience = 15_000;
const slowest = (values: readonly number[]): string => `${(Math.max(...values) / 1000).toFixed(1)} s`;

test('the API is killed under load again and again: what was acknowledged is there, once, and every event arrives', async () => {
  const { organizations, deliveries } = await survive(async () => {
    expect(await api.end('SIGKILL')).toBeNull();
    api = await deployment.start({ PORT: String(port) });
  });
  console.log(`${rounds} kills of the API, ${organizations.length} organizations with invoices; the slowest delivery took ${slowest(deliveries)}`);
  expect(Math.max(...deliveries)).toBeLessThan(patience);
});

test('PostgreSQL is killed under load again and again: the API lives on, and serves as soon as the database does', async () => {
  const back: number[] = [];
  const { organizations, deliveries } = await survive(async () => {
    const [row] = await eventually(() => deployment.database.driver('users')<{ pid: number }[]>`select pg_backend_pid() as pid`, 20_000);
    process.kill(parentOf(row?.pid ?? 0), 'SIGKILL');
    await sleep(300);
    postgres = await startPostgres({ directory });
    const started = performance.now();
    await eventually(async () => expect((await send(`${api.url}/v1/me`, 'GET', { token })).status).toBe(200), 20_000);
    back.push(performance.now() - started);
    expect([api.child.exitCode, api.child.signalCode]).toEqual([null, null]);
  });
  console.log(`${rounds} kills of PostgreSQL, ${organizations.length} organizations with invoices; the slowest delivery took ${slowest(deliveries)}; served again after ${slowest(back)}`);
  expect(Math.max(...back)).toBeLessThan(1000);
  expect(Math.max(...deliveries)).toBeLessThan(patience);
  expect(await api.end('SIGTERM'), api.lines.slice(-5).join('\n')).toBe(0);
});
