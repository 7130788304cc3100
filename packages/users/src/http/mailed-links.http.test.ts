import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usersApp } from '../../test/app.ts';
import { rowCounts } from '../../test/counts.ts';
import { anAddress, anonymousCall, aUser, createTestUsers, mailedProof, mailsTo, password, type TestUsers } from '../../testing/index.ts';

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

test('12. GET and HEAD, however often, spend no mailed token; only POST does', async () => {
  const { users, mailbox, sql } = house;
  const stranger = anAddress();
  await users.services.signUp({ email: stranger, password, name: 'Bob' }, anonymousCall);
  const ada = await aUser(users, mailbox);
  await users.services.forgotPassword({ email: ada.email }, anonymousCall);
  const reset = await mailedProof(mailbox, ada.email, 2);
  await users.services.requestMagicLink({ email: ada.email }, anonymousCall);
  const signIn = await mailedProof(mailbox, ada.email, 3);
  const verify = await mailedProof(mailbox, stranger);
  const proofs = [
    ['/v1/auth/verify-email', { token: verify.token }, 200],
    ['/v1/auth/magic-link/sign-in', { token: signIn.token }, 200],
    ['/v1/auth/password/reset', { token: reset.token, password: 'quite another password' }, 204],
  ] as const;

  const before = await rowCounts(sql);
  for (const [path, { token }] of proofs) {
    for (const method of ['GET', 'HEAD'] as const) {
      for (let time = 0; time < 3; time += 1) expect((await app.inject({ method, url: `${path}?token=${token}` })).statusCode).toBe(404);
    }
  }
  expect(await rowCounts(sql)).toEqual(before);
  for (const [url, payload, status] of proofs) {
    expect((await app.inject({ method: 'POST', url, payload })).statusCode).toBe(status);
    expect((await app.inject({ method: 'POST', url, payload })).statusCode).toBe(401);
  }
});

test('15. the token is behind the hash of its link, which no browser sends to a server or in a Referer', async () => {
  const email = anAddress();
  await house.users.services.signUp({ email, password, name: 'Bob' }, anonymousCall);
  const [mail] = await mailsTo(house.mailbox, email);
  const { token } = await mailedProof(house.mailbox, email);
  const { search, pathname, hash } = new URL(mail?.link ?? '');
  expect([search, pathname]).toEqual(['', '/account']);
  expect(hash).toContain(token);
});
