import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { connect, type Driver, ownerRole } from '@plinth/db';
import { eventually } from '@plinth/testing';
import { profiled } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { aSession } from './client.ts';
import { aFreePort } from './free-port.ts';
import { insist } from './insist.ts';
import { exchange, type Reply } from './load.ts';
import { aLossyLink, type LossyLink } from './lossy-link.ts';

const rounds = profiled({ full: 10, short: 2 });
const posts = 50;

let deployment: Deployment;
let api: ApiProcess;
let variables: Record<string, string>;
let link: LossyLink;
let token: string;
beforeAll(async () => {
  deployment = await aDeployment();
  const port = await aFreePort();
  variables = { PORT: String(port), TRAFFIC_PER_USER: '0' };
  api = await deployment.start(variables);
  link = await aLossyLink(port);
  token = await aSession(api.url, deployment.mailbox, 'once@example.com');
});
afterAll(async () => {
  await link.close();
  await deployment.close();
});

async function killAndRestart(): Promise<void> {
  expect(await api.end('SIGKILL')).toBeNull();
  link.mend();
  api = await deployment.start(variables);
}

/** All at once with one key, each again until it is answered, while `disturb` kills the process. */
async function postAtOnce(name: string, disturb: () => Promise<void>): Promise<Reply[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: posts });
  const request = { method: 'POST', headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() }, body: JSON.stringify({ name }) };
  const client = { send: (url: string, options = {}) => exchange(agent, url, options) };
  const killed = disturb();
  const replies = await Promise.all(Array.from({ length: posts }, () => insist(client, `${link.url}/v1/organizations`, request)));
  await killed;
  agent.destroy();
  return replies;
}

const isReplay = ({ headers }: Reply): boolean => headers['idempotent-replayed'] === 'true';

/** One answer for all, one organization, one event, one account that it opened. */
async function requireOneEffect(name: string, replies: readonly Reply[]): Promise<void> {
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: posts }, () => 201));
  const ids = new Set(replies.map(({ text }) => (JSON.parse(text) as { id: string }).id));
  expect(ids.size).toBe(1);
  const [id = ''] = ids;
  const [users, billing] = [deployment.database.driver('users'), deployment.database.driver('billing')];
  expect(await users`select 1 from users.organizations where name = ${name}`).toHaveLength(1);
  expect(await users`select 1 from users.audit_events where target = ${id} and operation = 'users.createOrganization'`).toHaveLength(1);
  expect(await users`select 1 from users.outbox where payload ->> 'organizationId' = ${id} and type = 'users.organization_created'`).toHaveLength(1);
  await eventually(async () => expect(await billing`select 1 from billing.accounts where owner_id = ${id}`).toHaveLength(1), 20_000);
}

test('50 posts of one key, and the process killed after the effect and before its answer: everyone is told of the one effect', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const name = `After ${round}`;
    const replies = await postAtOnce(name, () => new Promise((resolve, reject) => link.loseFrom('HTTP/1.1 201', () => void killAndRestart().then(resolve, reject))));
    await requireOneEffect(name, replies);
    // The first answer was given and reached nobody.
    expect(replies.filter((reply) => !isReplay(reply))).toEqual([]);
  }
  console.log(`${rounds} kills between the effect and its answer, ${posts} posts of one key each: ${rounds} effects`);
});

/** Makes every new organization take as long as it takes to be killed; ends with the test. */
async function slowly(sql: Driver): Promise<void> {
  await sql`create function users.dawdle() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(4711), pg_sleep(0.5); return new; end $$`;
  await sql`create trigger dawdle after insert on users.organizations for each row execute function users.dawdle()`;
}

test('killed within the transaction, nothing is left of it, and one of the tries that follow has the effect', async () => {
  const sql = connect({ url: deployment.database.migrationUrl, connections: 1, name: 'one key', role: ownerRole('users') });
  await slowly(sql);
  for (let round = 0; round < rounds; round += 1) {
    const name = `Within ${round}`;
    const replies = await postAtOnce(name, async () => {
      await eventually(async () => expect(await deployment.database.driver('users')`select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and database = (select oid from pg_database where datname = current_database())`).toHaveLength(1), 20_000);
      await killAndRestart();
    });
    await requireOneEffect(name, replies);
    expect(replies.filter((reply) => !isReplay(reply))).toHaveLength(1);
  }
  await sql.end();
  console.log(`${rounds} kills within the transaction, ${posts} posts of one key each: ${rounds} effects`);
});
