import { afterAll, beforeAll, expect, test } from 'vitest';
import { password } from './authorization/people.ts';
import { aWorld, type World } from './authorization/world.ts';

const origin = 'http://127.0.0.1:3000';
const own = { origin, 'sec-fetch-site': 'same-origin' };
const email = 'stranger@example.com';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

const ask = (method: 'GET' | 'POST' | 'DELETE' | 'PATCH', url: string, headers: Record<string, string>, payload?: object) =>
  world.composition.app.server.inject({ method, url: `/v1${url}`, headers, ...(payload && { payload }) });

const signIn = (headers: Record<string, string> = { prefer: 'session=cookie' }) => ask('POST', '/auth/sign-in', headers, { email, password });
const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>): string => String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
const aCookie = async () => cookieOf(await signIn());
const organization = { name: 'Made by a browser' };

test('20. a browser that asks for it gets its session as a cookie that no script, no other host and no other path sees, and not in the body', async () => {
  const answer = await signIn();
  expect([answer.statusCode, answer.headers['preference-applied'], answer.headers['cache-control']]).toEqual([200, 'session=cookie', 'no-store']);
  const [value, ...attributes] = String(answer.headers['set-cookie']).split('; ');
  expect(value).toMatch(/^__Host-session=pls_/);
  expect(attributes.sort()).toEqual([expect.stringMatching(/^Expires=/) as string, 'HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
  expect(answer.json()).toMatchObject({ token: 'cookie', user: { email } });
  expect(answer.body).not.toContain('pls_');
});

test('20. nobody else gets one', async () => {
  for (const headers of [{}, { prefer: 'return=minimal' }, { prefer: 'session=cookies' }]) {
    const answer = await signIn(headers);
    expect([answer.statusCode, answer.headers['set-cookie'], typeof answer.json<{ token: unknown }>().token]).toEqual([200, undefined, 'string']);
  }
});

test('20. the cookie reads for whoever holds it, and its answers are kept nowhere', async () => {
  const cookie = await aCookie();
  const answer = await ask('GET', '/me', { cookie });
  expect([answer.statusCode, answer.json<{ email: string }>().email, answer.headers['cache-control']]).toEqual([200, email, 'no-store']);
});

test('20. what changes anything needs a page of this origin', async () => {
  const cookie = await aCookie();
  const made = await ask('POST', '/organizations', { cookie, ...own }, organization);
  expect(made.statusCode).toBe(201);
  expect((await ask('POST', '/organizations', { cookie, origin, 'sec-fetch-site': 'none' }, organization)).statusCode).toBe(201);
});

test.each<[string, Record<string, string>]>([
  ['no origin', { 'sec-fetch-site': 'same-origin' }],
  ['a null origin', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another site that says it is none', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
  ['another port', { origin: 'http://127.0.0.1:3001', 'sec-fetch-site': 'same-site' }],
  ['another scheme', { origin: 'https://127.0.0.1:3000', 'sec-fetch-site': 'same-site' }],
  ['a host below', { origin: 'http://app.127.0.0.1:3000', 'sec-fetch-site': 'same-site' }],
  ['an origin that begins alike', { origin: `${origin}.evil.example`, 'sec-fetch-site': 'cross-site' }],
  ['a referer in its stead', { referer: `${origin}/page`, 'sec-fetch-site': 'same-origin' }],
  ['its own origin by way of another site', { origin, 'sec-fetch-site': 'cross-site' }],
  ['its own origin by way of a sister', { origin, 'sec-fetch-site': 'same-site' }],
  ['its own origin and no word of the way', { origin }],
])('20. %s: refused, and nothing is made', async (_name, headers) => {
  const cookie = await aCookie();
  const count = async () => (await ask('GET', '/organizations', { cookie })).json<{ data: object[] }>().data.length;
  const before = await count();
  for (const [method, url, payload] of [['POST', '/organizations', organization], ['DELETE', '/me/sessions', undefined], ['PATCH', `/organizations/${world.subjects.ids['org'] ?? ''}`, { name: 'x' }]] as const) {
    const answer = await ask(method, url, { cookie, ...headers }, payload);
    expect([url, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([url, 403, 'access.cross_site']);
  }
  expect(await count()).toBe(before);
});

test('20. a bearer token counts before a cookie, and needs no origin', async () => {
  const cookie = await aCookie();
  const answer = await ask('POST', '/organizations', { cookie, authorization: `Bearer ${world.tokens.owner ?? ''}`, origin: 'https://evil.example' }, organization);
  expect(answer.statusCode).toBe(201);
  expect((await ask('GET', '/me', { cookie, authorization: 'Bearer nobody' })).statusCode).toBe(401);
  const me = await ask('GET', '/me', { cookie, authorization: `Bearer ${world.tokens.owner ?? ''}` });
  expect(me.json<{ email: string }>().email).not.toBe(email);
});

test.each<[string, (cookie: string) => string]>([
  ['a wrong secret', (cookie) => `${cookie.slice(0, -4)}AAAA`],
  ['an empty one', () => '__Host-session='],
  ['a very long one', () => `__Host-session=${'x'.repeat(3000)}`],
  ['another name', (cookie) => cookie.replace('__Host-', '')],
  ['control characters', () => '__Host-session=%00%0d%0a'],
  ['a first one that is wrong', (cookie) => `__Host-session=x; ${cookie}`],
])('20. %s is nobody', async (_name, change) => {
  const answer = await ask('GET', '/me', { cookie: change(await aCookie()) });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([401, 'access.unauthenticated']);
});

test('17, 20. a step-up hands over the next cookie; the one before is dead, and signing out takes it away', async () => {
  const cookie = await aCookie();
  const stepped = await ask('POST', '/auth/step-up', { cookie, ...own }, { password });
  const next = cookieOf(stepped);
  expect([stepped.statusCode, next === cookie, stepped.body.includes('pls_')]).toEqual([200, false, false]);
  expect((await ask('GET', '/me', { cookie })).statusCode).toBe(401);
  expect((await ask('POST', '/auth/sign-out', { cookie: next })).statusCode).toBe(403);
  const out = await ask('POST', '/auth/sign-out', { cookie: next, ...own });
  expect([out.statusCode, String(out.headers['set-cookie'])]).toEqual([204, expect.stringMatching(/^__Host-session=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970/) as string]);
  expect((await ask('GET', '/me', { cookie: next })).statusCode).toBe(401);
});
