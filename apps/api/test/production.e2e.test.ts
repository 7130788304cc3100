import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { productionVariables } from './bench/servers.ts';
import { codeIn, send } from './client.ts';

let deployment: Deployment;
let api: ApiProcess;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start({ ...productionVariables(deployment), LOG_LEVEL: 'debug' });
}, 180_000);
afterAll(() => deployment.close());

const post = <Body = Record<string, string>>(path: string, body: unknown, token?: string) =>
  send<Body>(`${api.url}/v1${path}`, 'POST', { body, ...(token !== undefined && { token }) });

/** What must be in no log line, as it comes up. */
const canaries = new Set<string>();
function canary(text: string): string {
  canaries.add(text);
  return text;
}

async function mailed(email: string, subject: string): Promise<{ code: string; token: string }> {
  const mail = await deployment.mailbox.waitFor((one) => one.to.includes(email) && one.subject.includes(subject), 20_000);
  if (mail.token !== null) canary(mail.token);
  const code = codeIn(mail.text);
  if (code !== 'no code') canary(code);
  return { code, token: mail.token ?? '' };
}

async function aPerson(): Promise<{ email: string; password: string; token: string }> {
  const [email, password] = [canary(`canary-${randomUUID()}@example.com`), canary(`canary password ${randomUUID()}`)];
  expect((await post('/auth/sign-up', { email, password, name: 'A person' })).status).toBe(202);
  const { body } = await post<{ token: string }>('/auth/verify-email', { email, code: (await mailed(email, 'confirm this address')).code });
  return { email, password, token: canary(body.token) };
}

test('15, 42. no log line at the level of debugging holds a secret or an address, whatever is done', { timeout: 180_000 }, async () => {
  const [ada, bob] = [await aPerson(), await aPerson()];
  const signedIn = await post<{ token: string }>('/auth/sign-in', { email: ada.email, password: ada.password });
  canary(signedIn.body.token);
  expect((await post('/auth/sign-in', { email: ada.email, password: canary(`wrong ${randomUUID()}`) })).status).toBe(401);
  expect((await post('/auth/sign-up', { email: canary(`not-an-address-${randomUUID()}`), password: canary(randomUUID()), name: 5 })).status).toBe(400);
  expect((await post('/auth/sign-in', { email: canary(`unknown-${randomUUID()}@example.com`), password: ada.password })).status).toBe(401);

  await post('/auth/password/forgot', { email: ada.email });
  const reset = await mailed(ada.email, 'set a new password');
  expect((await post('/auth/password/reset', { token: reset.token, password: canary(`new password ${randomUUID()}`) })).status).toBe(204);
  await post('/auth/magic-link', { email: ada.email });
  const link = await post<{ token: string }>('/auth/magic-link/sign-in', { token: (await mailed(ada.email, 'sign in')).token });
  expect(link.status).toBe(200);
  const token = canary(link.body.token);

  const made = await post('/organizations', { name: 'Engines' }, token);
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect((await post(`/organizations/${id}/invitations`, { email: bob.email, role: 'member' }, token)).status).toBe(201);
  const invited = await mailed(bob.email, 'invited');
  expect((await post('/invitations/accept', { token: invited.token }, bob.token)).status).toBe(200);
  const key = canary((await post<{ key: string }>(`/organizations/${id}/api-keys`, { name: 'A key', scopes: ['billing:usage:write'] }, token)).body.key);
  for (const credential of [key, `${key}x`, token, ada.token]) await send(`${api.url}/v1/me?secret=${credential}`, 'GET', { token: credential });
  await send(`${api.url}/v1/nothing/${ada.email}?token=${token}`, 'GET', { token });

  const log = api.lines.join('\n');
  expect(api.lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(15);
  expect(canaries.size).toBeGreaterThan(18);
  expect([...canaries].filter((text) => log.includes(text) || log.includes(encodeURIComponent(text)))).toEqual([]);
});

test('27. a proxy beside the process that nobody configured takes it out of service, by name', async () => {
  for (let time = 0; time < 100; time += 1) await send(`${api.url}/healthz`, 'GET', { headers: { 'x-forwarded-for': '198.51.100.7' } });
  const { status, body } = await send<{ detail: string }>(`${api.url}/readyz`, 'GET');
  expect([status, body.detail]).toEqual([503, 'The server is not ready: trusted proxies.']);
});
