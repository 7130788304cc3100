import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usersApp } from '../../test/app.ts';
import { rowCounts } from '../../test/counts.ts';
import { anAddress, aUser, createTestUsers, mailedCode, mailsTo, password, type TestUsers } from '../../testing/index.ts';

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

const post = (url: string, payload?: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: `/v1${url}`, headers, ...(payload && { payload }) } satisfies InjectOptions);
const get = (url: string, token: string) => app.inject({ method: 'GET', url: `/v1${url}`, headers: bearer(token) });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('sign-up to organization, request by request', async () => {
  const email = anAddress();
  const signUp = await post('/auth/sign-up', { email, password, name: 'Ada' });
  expect([signUp.statusCode, signUp.json()]).toEqual([202, { status: 'accepted' }]);

  const verified = await post('/auth/verify-email', { email, code: await mailedCode(house.mailbox, email) });
  expect(verified.statusCode).toBe(200);
  expect(Object.keys(verified.json()).sort()).toEqual(['expiresAt', 'token', 'user']);

  const signedIn = await post('/auth/sign-in', { email, password });
  expect(signedIn.statusCode).toBe(200);
  const { token, user } = signedIn.json<{ token: string; user: { id: string } }>();
  expect(user).toEqual({ id: expect.stringMatching(/^user_/) as string, email, name: 'Ada' });

  const me = await get('/me', token);
  expect([me.statusCode, me.json()]).toEqual([200, { ...user, createdAt: house.clock.now().toISOString(), version: 1 }]);

  const made = await post('/organizations', { name: 'Engines' }, bearer(token));
  expect(made.statusCode).toBe(201);
  const organization = made.json<{ id: string }>();
  expect(organization).toMatchObject({ id: expect.stringMatching(/^org_/) as string, name: 'Engines', role: 'owner', version: 1 });
  expect((await get(`/organizations/${organization.id}`, token)).json()).toEqual(organization);
  expect((await get('/organizations?limit=5', token)).json()).toEqual({ data: [organization], nextCursor: null });

  const out = await post('/auth/sign-out', undefined, bearer(token));
  expect([out.statusCode, out.body]).toEqual([204, '']);
  expect((await get('/me', token)).statusCode).toBe(401);
});

test('7. a wrong password and an unknown address get the same bytes', async () => {
  const { email } = await aUser(house.users, house.mailbox);
  const answers = [];
  for (const address of [email, anAddress()]) {
    const { statusCode, body, headers } = await post('/auth/sign-in', { email: address, password: 'not the password of anyone' });
    answers.push({ statusCode, body, headers: { ...headers, date: '' } });
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ statusCode: 401 });
});

test('14. a forged host changes no mail', async () => {
  const email = anAddress();
  await post('/auth/sign-up', { email, password, name: 'Ada' }, { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' });
  const [mail] = await mailsTo(house.mailbox, email);
  expect(mail?.text).toContain('https://app.example.com/account#action=verify-email');
  expect(`${mail?.text ?? ''}${mail?.html ?? ''}`).not.toContain('evil.example');
});

test('a key on a route for strangers is ignored, and on a new organization it is honoured', async () => {
  const email = anAddress();
  for (const name of ['Ada', 'Bob']) {
    expect((await post('/auth/sign-up', { email, password, name }, { 'idempotency-key': 'same' })).statusCode).toBe(202);
  }
  const { session } = await aUser(house.users, house.mailbox);
  const headers = { ...bearer(session.token), 'idempotency-key': 'same' };
  const [first, second] = [await post('/organizations', { name: 'Once' }, headers), await post('/organizations', { name: 'Once' }, headers)];
  expect([second.statusCode, second.json()]).toEqual([201, first.json()]);
  expect((await post('/organizations', { name: 'Other' }, headers)).statusCode).toBe(422);
});

test('bad input is refused by the name of its field, and stores nothing', async () => {
  const { session } = await aUser(house.users, house.mailbox);
  const good = { email: anAddress(), password, name: 'Ada' };
  const before = await rowCounts(house.sql);
  const bad: [object, string][] = [
    [{ ...good, email: 5 }, '/email'],
    [{ ...good, email: 'nobody' }, '/email'],
    [{ ...good, name: 'A\u0000da' }, '/name'],
    [{ ...good, password: 'short' }, '/password'],
    [{ ...good, admin: true }, '/admin'],
    [{ email: good.email, password }, '/name'],
  ];
  for (const [body, pointer] of bad) {
    const answer = await post('/auth/sign-up', body);
    expect([answer.statusCode, answer.json<{ errors: { pointer: string }[] }>().errors.map((issue) => issue.pointer)]).toEqual([400, [pointer]]);
  }
  const wrongId = await get('/organizations/user_01h2xcejqtf2nbrexx3vqjhp41', session.token);
  expect([wrongId.statusCode, wrongId.body.includes('org_')]).toEqual([400, true]);
  expect((await get('/organizations?cursor=nonsense', session.token)).statusCode).toBe(400);
  expect(await rowCounts(house.sql)).toEqual(before);
});

test("a stranger's organization is a 404", async () => {
  const [ada, bob] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  const { id } = (await post('/organizations', { name: 'Hers' }, bearer(ada.session.token))).json<{ id: string }>();
  expect((await get(`/organizations/${id}`, bob.session.token)).statusCode).toBe(404);
  expect((await get(`/organizations/${id}`, ada.session.token)).statusCode).toBe(200);
});
