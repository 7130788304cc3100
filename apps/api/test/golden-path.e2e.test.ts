import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, aDeployment, type Deployment } from './api-process.ts';
import { clientOf, codeIn, password } from './client.ts';

let deployment: Deployment;
let api: ApiProcess;
beforeAll(async () => {
  deployment = await aDeployment();
  api = await deployment.start();
});
afterAll(() => deployment.close());

const typedId = (prefix: string): string => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-z]{26}$`)) as string;
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

test('from sign-up to a billing account, exchange by exchange', async () => {
  const email = 'ada@example.com';
  const anyone = clientOf(api.url);
  expect(await anyone.post('/v1/auth/sign-up', { body: { email, password, name: 'Ada' } })).toEqual({ status: 'accepted' });

  const code = codeIn((await deployment.mailbox.waitFor(email, 2000)).text);
  const session = { token: expect.any(String) as string, expiresAt: instant, user: { id: typedId('user'), email, name: 'Ada' } };
  expect(await anyone.post('/v1/auth/verify-email', { body: { email, code } })).toMatchObject(session);
  const signedIn = await anyone.post('/v1/auth/sign-in', { body: { email, password } });
  expect(signedIn).toMatchObject(session);
  expect(anyone.statuses).toEqual([202, 200, 200]);

  const ada = clientOf(api.url, signedIn.token);
  expect(await ada.get('/v1/me')).toMatchObject({ id: typedId('user'), email, name: 'Ada', createdAt: instant });
  const organization = await ada.post('/v1/organizations', { body: { name: 'Example' } });
  expect(organization).toMatchObject({ id: typedId('org'), name: 'Example', role: 'owner' });
  expect(ada.statuses).toEqual([200, 201]);

  const ownerId = organization.id;
  const accounts = await eventually(async () => {
    const page = await ada.get('/v1/accounts', { params: { query: { ownerId } } });
    expect(page.data).toHaveLength(1);
    return page;
  }, 2000);
  expect(accounts).toMatchObject({ data: [{ id: typedId('acct'), ownerId, name: 'Example', currency: 'EUR', timeZone: 'UTC' }], nextCursor: null });

  await ada.post('/v1/auth/sign-out');
  expect(ada.statuses.at(-1)).toBe(204);
  await expect(ada.get('/v1/me')).rejects.toMatchObject({ status: 401, code: 'access.unauthenticated' });
});

test('an address that is known gets the same answer, and its owner a mail', async () => {
  const email = 'grace@example.com';
  const anyone = clientOf(api.url);
  const signUp = () => anyone.post('/v1/auth/sign-up', { body: { email, password, name: 'Grace' } });
  const first = await signUp();
  const code = codeIn((await deployment.mailbox.waitFor(email, 5000)).text);
  await anyone.post('/v1/auth/verify-email', { body: { email, code } });
  expect(await signUp()).toEqual(first);
  expect(anyone.statuses).toEqual([202, 200, 202]);
  const told = await deployment.mailbox.waitFor(({ to, text }) => to.includes(email) && !/\b\d{6,10}\b/.test(text), 5000);
  expect(told.subject).not.toBe('');
});
