import { randomUUID } from 'node:crypto';
import { connect, ownerRole } from '@plinth/db';
import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment, startProcess } from './api-process.ts';
import { productionVariables } from './bench/servers.ts';
import { createCanaries } from './canaries.ts';
import { type Answer, codeIn, send } from './client.ts';
import { aCollector, type Collector } from './collector.ts';
import { everyRow } from './every-row.ts';
import { outcomeOf } from './program.ts';

let deployment: Deployment;
let collector: Collector;
let api: ApiProcess;
let variables: Record<string, string>;
beforeAll(async () => {
  [deployment, collector] = await Promise.all([aDeployment(), aCollector()]);
  variables = {
    ...productionVariables(deployment), LOG_LEVEL: 'debug', TRUST_PROXY: '127.0.0.1',
    NODE_OPTIONS: '--import=@plinth/observability/register', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACE_SAMPLE_RATIO: '1',
  };
  api = await deployment.start(variables);
});
afterAll(async () => {
  await deployment.close();
  await collector.close();
});

const { secret, personal, inside } = createCanaries();
const client = { 'x-forwarded-for': personal('203.0.113.77'), 'user-agent': personal(`agent ${randomUUID()}`) };
const problems: Answer<Record<string, unknown>>[] = [];

async function ask<Body = Record<string, string>>(method: string, path: string, { body, token, headers }: { body?: unknown; token?: string; headers?: Record<string, string> } = {}): Promise<Answer<Body>> {
  const answer = await send<Body>(`${api.url}${path}`, method, { body, ...(token !== undefined && { token }), headers: { ...client, ...headers } });
  if (answer.status >= 400) problems.push(answer as Answer<Record<string, unknown>>);
  return answer;
}
const post = <Body = Record<string, string>>(path: string, body: unknown, token?: string) => ask<Body>('POST', `/v1${path}`, { body, ...(token !== undefined && { token }) });

const anAddress = (): string => personal(`canary-${randomUUID()}@example.com`);
const aPassword = (): string => secret(`canary password ${randomUUID()}`);
const aName = (): string => personal(`Canary ${randomUUID()}`);

async function mailed(email: string, subject: string): Promise<{ code: string; token: string }> {
  const mail = await deployment.mailbox.waitFor((one) => one.to.includes(email) && one.subject.includes(subject), 20_000);
  const code = codeIn(mail.text);
  if (code !== 'no code') secret(code);
  return { code, token: mail.token === null ? '' : secret(mail.token) };
}

async function aPerson(): Promise<{ email: string; password: string; token: string }> {
  const [email, password] = [anAddress(), aPassword()];
  expect((await post('/auth/sign-up', { email, password, name: aName() })).status).toBe(202);
  const { body } = await post<{ token: string }>('/auth/verify-email', { email, code: (await mailed(email, 'confirm this address')).code });
  return { email, password, token: secret(body.token) };
}

/** Everything that holds a secret, done as it should be. */
async function live(ada: Awaited<ReturnType<typeof aPerson>>, bob: Awaited<ReturnType<typeof aPerson>>): Promise<{ token: string; key: string }> {
  await post('/auth/password/forgot', { email: ada.email });
  const changed = aPassword();
  expect((await post('/auth/password/reset', { token: (await mailed(ada.email, 'set a new password')).token, password: changed })).status).toBe(204);
  await post('/auth/magic-link', { email: ada.email });
  expect((await post('/auth/magic-link/sign-in', { token: (await mailed(ada.email, 'sign in')).token })).status).toBe(200);
  const signedIn = await post<{ token: string }>('/auth/sign-in', { email: ada.email, password: changed });
  const token = secret(signedIn.body.token);
  expect((await post('/me/password', { currentPassword: changed, password: aPassword() }, token)).status).toBe(204);
  secret((await post('/auth/token', {}, token)).body['accessToken'] ?? '');
  expect((await post('/me/email', { email: anAddress() }, token)).status).toBe(202);

  const made = await ask('POST', '/v1/organizations', { body: { name: 'Engines' }, token, headers: { 'idempotency-key': randomUUID() } });
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect((await post(`/organizations/${id}/invitations`, { email: bob.email, role: 'member' }, token)).status).toBe(201);
  expect((await post('/invitations/accept', { token: (await mailed(bob.email, 'invited')).token }, bob.token)).status).toBe(200);
  const aKey = { body: { name: 'A key', scopes: ['users:members:read'] }, token, headers: { 'idempotency-key': randomUUID() } };
  const { key = '' } = (await ask('POST', `/v1/organizations/${id}/api-keys`, aKey)).body;
  expect((await ask('POST', `/v1/organizations/${id}/api-keys`, aKey)).headers.get('idempotent-replayed')).toBe('true');
  expect((await ask('GET', `/v1/organizations/${id}/members`, { token: secret(key) })).status).toBe(200);
  const leaked = secret((await post('/me/api-keys', { name: 'A key', scopes: ['users:members:read'] }, token)).body['key'] ?? '');
  expect((await post('/leaked-keys', { key: leaked })).status).toBeLessThan(300);
  return { token, key };
}

/** What a caller gets wrong. */
async function err(ada: { email: string; password: string; token: string }, { token, key }: { token: string; key: string }): Promise<void> {
  expect((await post('/auth/sign-in', { email: ada.email, password: secret(`wrong ${randomUUID()}`) })).status).toBe(401);
  expect((await post('/auth/sign-up', { email: personal(`not-an-address-${randomUUID()}`), password: aPassword(), name: 5 })).status).toBe(400);
  expect((await post('/auth/sign-in', { email: anAddress(), password: ada.password, unknown: aPassword() })).status).toBe(400);
  expect((await post('/auth/sign-in', { email: `${anAddress()}\u0000`, password: `${aPassword()}\u0000` })).status).toBe(400);
  for (const text of [`{"password":"${aPassword()}`, aPassword()]) {
    const answer = await fetch(`${api.url}/v1/auth/sign-in`, { method: 'POST', headers: { ...client, 'content-type': 'application/json' }, body: text });
    problems.push({ status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> });
  }
  for (const credential of [`${key}x`, `${token}x`, ada.token, secret(`eyJhbGciOiJFUzI1NiJ9.${randomUUID()}.x`)]) {
    expect((await ask('GET', `/v1/me?secret=${credential}`, { token: credential })).status).toBeGreaterThanOrEqual(400);
  }
  await ask('GET', `/v1/nothing?token=${token}&email=${encodeURIComponent(ada.email)}`, { token });
  // A problem names the path that it is about, to the one who asked for it.
  await send(`${api.url}/v1/organizations/${token}`, 'GET', { token, headers: client });
  expect((await post('/invitations/accept', { token: secret(randomUUID()) }, token)).status).toBeGreaterThanOrEqual(400);
}

/** A constraint that nothing meets: PostgreSQL then tells the whole row that it refuses. */
async function withoutRoomIn(table: 'sign_ups' | 'one_time_tokens', work: () => Promise<void>): Promise<void> {
  const sql = connect({ url: deployment.database.migrationUrl, connections: 1, name: 'canaries', role: ownerRole('users') });
  await sql`alter table ${sql(`users.${table}`)} add constraint no_room check (false) not valid`;
  await work();
  await sql`alter table ${sql(`users.${table}`)} drop constraint no_room`;
  await sql.end();
}

const logged = (message: string): number => api.lines.filter((line) => line.includes(message)).length;

/** What goes wrong inside. */
async function fail(ada: { email: string }): Promise<void> {
  await withoutRoomIn('sign_ups', async () => {
    expect((await post('/auth/sign-up', { email: anAddress(), password: aPassword(), name: aName() })).status).toBe(500);
  });
  const failures = logged('A delivery failed');
  await withoutRoomIn('one_time_tokens', async () => {
    await post('/auth/sign-up', { email: anAddress(), password: aPassword(), name: aName() });
    await eventually(() => expect(logged('A delivery failed')).toBeGreaterThan(failures), 20_000);
  });
  deployment.mailbox.setFaults({ refuse: 550 });
  const refused = logged('A delivery failed');
  await post('/auth/password/forgot', { email: ada.email });
  await eventually(() => expect(logged('A delivery failed')).toBeGreaterThan(refused), 20_000);
  deployment.mailbox.setFaults({});
}

/** Tables that are read by whoever looks after queues, events and the audit trail. */
const isShared = (table: string): boolean => /^\w+_jobs\.|\.(?:outbox|inbox|audit_events)$/.test(table);

test('15, 42. nothing that is planted comes up in a log line, a span, a metric, a problem, a job or an event, whatever is done and whatever fails', { timeout: 180_000 }, async () => {
  secret(new URL(deployment.database.url).password);
  for (const name of ['METRICS_TOKEN', 'CODE_KEY', 'PASSWORD_PEPPERS', 'SEALING_KEYS']) secret((variables[name] ?? '').replace(/^1:/, ''));
  const [ada, bob] = [await aPerson(), await aPerson()];
  await err(ada, await live(ada, bob));
  await fail(ada);

  const metrics = await (await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${variables['METRICS_TOKEN'] ?? ''}` } })).text();
  expect(await api.end('SIGTERM')).toBe(0);

  expect(metrics).toContain('plinth_http_request_duration_seconds_count{');
  expect(inside(metrics)).toEqual([]);
  expect(logged('"msg":"request"')).toBeGreaterThan(30);
  expect(inside(api.lines.join('\n'))).toEqual([]);
  for (const name of ['POST /v1/auth/sign-in', 'users.signIn', 'users.sendMail']) expect(collector.received()).toContain(name);
  expect(inside(collector.received())).toEqual([]);
  expect(problems.map(({ status }) => status)).toEqual(expect.arrayContaining([400, 401, 404, 500]));
  expect(problems.map(({ headers, body }) => inside(JSON.stringify([...headers, body])))).toEqual(problems.map(() => []));

  const rows = (await Promise.all(['users', 'billing'].map((module) => everyRow(deployment.database, module)))).flat();
  const textOf = (table: string): string => rows.flatMap((row) => (row.table === table ? [row.row] : [])).join('\n');
  expect(['users.outbox', 'users.inbox', 'billing.inbox', 'users.audit_events', 'billing.audit_events', 'users_jobs.job'].filter((table) => textOf(table) === '')).toEqual([]);
  expect(inside(textOf('users.audit_details'))).toContain(client['user-agent']);
  expect(rows.flatMap(({ table, row }) => inside(row, isShared(table) ? 'any' : 'secret').map((canary) => `${table}: ${canary}`))).toEqual([]);
});

/** The database's URL with another password, which is planted. */
function lostUrl(host?: string): string {
  const url = new URL(deployment.database.url);
  if (host !== undefined) url.host = host;
  url.password = secret(randomUUID());
  return url.href;
}

test('a database URL that leads nowhere is told to nobody', { timeout: 60_000 }, async () => {
  const lost = await startProcess(['src/main.ts'], { ...variables, DATABASE_URL: lostUrl('127.0.0.1:9') }, '/healthz');
  await eventually(() => expect(lost.lines.filter((line) => line.includes('"missing":"database of users"')).length).toBeGreaterThan(0), 20_000);
  const ready = await send(`${lost.url}/readyz`, 'GET');
  const asked = await send(`${lost.url}/v1/auth/sign-in`, 'POST', { body: { email: anAddress(), password: aPassword() } });
  await lost.end('SIGTERM');
  expect([ready.status, asked.status]).toEqual([503, 503]);
  expect(inside(JSON.stringify([ready.body, asked.body, lost.lines]))).toEqual([]);
  expect(inside(collector.received())).toEqual([]);
});

test('nor is one whose password is wrong', { timeout: 60_000 }, async () => {
  const { code, output, errors } = await outcomeOf(['src/main.ts'], { ...variables, NODE_OPTIONS: '', PORT: '0', DATABASE_URL: lostUrl() });
  expect([code, inside(output + errors)]).toEqual([1, []]);
  expect(errors).toContain('password authentication failed');
});
