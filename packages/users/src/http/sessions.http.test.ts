import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usersApp } from '../../test/app.ts';
import { aUser, createTestUsers, password, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
let app: FastifyInstance;
beforeAll(async () => {
  house = await createTestUsers();
  app = await usersApp(house);
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const send = (method: 'GET' | 'POST' | 'DELETE', url: string, token: string, payload?: object) =>
  app.inject({ method, url: `/v1${url}`, headers: { authorization: `Bearer ${token}` }, ...(payload && { payload }) });
const signIn = async (email: string) => (await app.inject({ method: 'POST', url: '/v1/auth/sign-in', payload: { email, password } })).json<{ token: string }>().token;

interface Listed {
  readonly data: { readonly id: string; readonly current: boolean }[];
}

test('18. sessions, request by request: list, step up, end one, end the others, end all', async () => {
  const { email, session } = await aUser(house.users, house.mailbox);
  const [second, third] = [await signIn(email), await signIn(email)];
  const listed = (await send('GET', '/me/sessions', second)).json<Listed>();
  expect(listed.data).toHaveLength(3);
  expect(listed.data.filter(({ current }) => current)).toHaveLength(1);

  const stepped = await send('POST', '/auth/step-up', second, { password });
  expect([stepped.statusCode, Object.keys(stepped.json()).sort()]).toEqual([200, ['expiresAt', 'token', 'user']]);
  const { token } = stepped.json<{ token: string }>();
  expect((await send('GET', '/me', second)).statusCode).toBe(401);
  expect((await send('POST', '/auth/step-up', token, { password: 'wrong' })).statusCode).toBe(401);

  const other = (await send('GET', '/me/sessions', third)).json<Listed>().data.find(({ current }) => current)?.id ?? '';
  expect((await send('DELETE', `/me/sessions/${other}`, token)).statusCode).toBe(204);
  expect((await send('GET', '/me', third)).statusCode).toBe(401);
  expect((await send('DELETE', `/me/sessions/${other}`, token)).statusCode).toBe(404);
  expect((await send('DELETE', '/me/sessions/user_01h2xcejqtf2nbrexx3vqjhp41', token)).statusCode).toBe(400);

  const others = await send('POST', '/me/sessions/revoke-others', token);
  expect([others.statusCode, others.json()]).toEqual([200, { ended: 1 }]);
  expect((await send('GET', '/me', session.token)).statusCode).toBe(401);
  expect((await send('DELETE', '/me/sessions', token)).statusCode).toBe(204);
  expect((await send('GET', '/me/sessions', token)).statusCode).toBe(401);
});
