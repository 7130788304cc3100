import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { codeIn, password, send } from './client.ts';

let deployment: Deployment;
let api: ApiProcess;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start();
});
afterAll(() => deployment.close());

const typedId = (prefix: string): string => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]{26}$`)) as string;
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

interface Session {
  readonly token: string;
}

test('from sign-up to a billing account, exchange by exchange', async () => {
  const email = 'ada@example.com';
  const post = (path: string, body: unknown, token?: string) => send(`${api.url}${path}`, 'POST', { body, ...(token !== undefined && { token }) });
  const get = (path: string, token: string) => send(`${api.url}${path}`, 'GET', { token });

  expect(await post('/v1/auth/sign-up', { email, password, name: 'Ada' })).toMatchObject({ status: 202, body: { status: 'accepted' } });

  const code = codeIn((await deployment.mailbox.waitFor(email, 2000)).text);
  const session = { token: expect.any(String) as string, expiresAt: instant, user: { id: typedId('user'), email, name: 'Ada' } };
  expect(await post('/v1/auth/verify-email', { email, code })).toMatchObject({ status: 200, body: session });

  const signedIn = await post('/v1/auth/sign-in', { email, password });
  expect(signedIn).toMatchObject({ status: 200, body: session });
  const { token } = signedIn.body as unknown as Session;

  expect(await get('/v1/me', token)).toMatchObject({ status: 200, body: { id: typedId('user'), email, name: 'Ada', createdAt: instant } });

  const made = await post('/v1/organizations', { name: 'Example' }, token);
  expect(made).toMatchObject({ status: 201, body: { id: typedId('org'), name: 'Example', role: 'owner' } });

  const ownerId = String(made.body['id']);
  const accounts = await eventually(async () => {
    const page = await get(`/v1/accounts?ownerId=${ownerId}`, token);
    expect(page.body['data']).toHaveLength(1);
    return page;
  }, 2000);
  expect(accounts).toMatchObject({
    status: 200,
    body: { data: [{ id: typedId('acct'), ownerId, name: 'Example', currency: 'EUR', timeZone: 'UTC' }], nextCursor: null },
  });

  expect((await post('/v1/auth/sign-out', {}, token)).status).toBe(204);
  expect(await get('/v1/me', token)).toMatchObject({ status: 401, body: { code: 'access.unauthenticated' } });
});

test('an address that is known gets the same answer, and its owner a mail', async () => {
  const email = 'grace@example.com';
  const signUp = () => send(`${api.url}/v1/auth/sign-up`, 'POST', { body: { email, password, name: 'Grace' } });
  const first = await signUp();
  const code = codeIn((await deployment.mailbox.waitFor(email, 5000)).text);
  await send(`${api.url}/v1/auth/verify-email`, 'POST', { body: { email, code } });
  const second = await signUp();
  expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
  const told = await deployment.mailbox.waitFor(({ to, text }) => to.includes(email) && !/\b\d{6,10}\b/.test(text), 5000);
  expect(told.subject).not.toBe('');
});
