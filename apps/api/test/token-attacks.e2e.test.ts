import { createHmac, generateKeyPairSync, randomBytes, sign as signBytes } from 'node:crypto';
import { idToUuid } from '@plinth/kernel';
import { createLocalJWKSet, exportJWK, importJWK, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorld, type World } from './authorization/world.ts';

type Part = Record<string, unknown>;

let world: World;
let genuine: string;
let keySet: JSONWebKeySet;
beforeAll(async () => {
  world = await aWorld();
  const answer = await world.ask({ method: 'POST', url: '/v1/auth/token', contentType: undefined, body: undefined }, world.tokens.owner);
  genuine = (JSON.parse(answer.text) as { accessToken: string }).accessToken;
  keySet = (await world.composition.app.server.inject('/.well-known/jwks.json')).json<JSONWebKeySet>();
});
afterAll(() => world.close());

const encode = (part: unknown): string => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const parts = (): [header: Part, payload: Part] => genuine.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Part) as [Part, Part];
const signature = (): string => genuine.split('.')[2] ?? '';

const intruder = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signedBy = (input: string): string => signBytes('sha256', Buffer.from(input), { key: intruder.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');

/** The genuine token with some fields changed, signed by an intruder's key. */
function forged(header: Part = {}, payload: Part = {}): string {
  const [ownHeader, ownPayload] = parts();
  const input = `${encode({ ...ownHeader, ...header })}.${encode({ ...ownPayload, ...payload })}`;
  return `${input}.${signedBy(input)}`;
}

/** The genuine signature under other words. */
function altered(header: unknown, payload: unknown): string {
  return `${encode(header)}.${encode(payload)}.${signature()}`;
}

const publicJwk = () => keySet.keys[0] ?? { kty: '' };

function signedWithPublicKey(): string {
  const [header, payload] = parts();
  const input = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', JSON.stringify(publicJwk())).update(input).digest('base64url')}`;
}

async function withOwnKey(): Promise<string> {
  return forged({ jwk: await exportJWK(intruder.publicKey) });
}

const flipped = (text: string, index: number): string => `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`;
const session = (): [prefix: string, id: string, secret: string] => /^(pls)_([^_]+)_(.+)$/.exec(world.tokens.owner ?? '')?.slice(1) as [string, string, string];
const other = (): string => /^pls_([^_]+)_/.exec(world.tokens.stranger ?? '')?.[1] ?? '';
const minute = 60;
const now = (): number => Math.floor(Date.now() / 1000);

const attacks: readonly (readonly [name: string, make: () => string | Promise<string>])[] = [
  ['no algorithm', () => altered({ ...parts()[0], alg: 'none' }, parts()[1])],
  ['no algorithm and no signature', () => `${encode({ ...parts()[0], alg: 'none' })}.${encode(parts()[1])}.`],
  ['None in capitals', () => altered({ ...parts()[0], alg: 'NONE' }, parts()[1])],
  ['HS256 with the public key as its secret', signedWithPublicKey],
  ['RS256 named', () => forged({ alg: 'RS256' })],
  ['ES384 named', () => forged({ alg: 'ES384' })],
  ['signed by a stranger', () => forged()],
  ['a key brought along as jwk', withOwnKey],
  ['a key named by jku', () => forged({ jku: 'https://evil.example/keys.json' })],
  ['a key named by x5u', () => forged({ x5u: 'https://evil.example/chain.pem' })],
  ['a chain brought along as x5c', () => forged({ x5c: ['MIIB'] })],
  ['an unknown kid', () => forged({ kid: 'A'.repeat(43) })],
  ['a path as kid', () => forged({ kid: '../../../../dev/null' })],
  ['SQL as kid', () => forged({ kid: "' or 1=1 --" })],
  ['no kid', () => forged({ kid: undefined })],
  ['an unknown critical extension', () => forged({ crit: ['exp'], exp: 1 })],
  ['typ JWT', () => forged({ typ: 'JWT' })],
  ['no typ', () => forged({ typ: undefined })],
  ['another issuer', () => forged({}, { iss: 'https://evil.example' })],
  ['another audience', () => forged({}, { aud: 'https://evil.example' })],
  ['a list of audiences', () => forged({}, { aud: [parts()[1]['aud'], 'https://evil.example'] })],
  ['expired', () => forged({}, { exp: now() - minute, nbf: now() - 2 * minute, iat: now() - 2 * minute })],
  ['not yet valid', () => forged({}, { nbf: now() + minute })],
  ['no end', () => forged({}, { exp: undefined })],
  ['an end as text', () => forged({}, { exp: String(now() + minute) })],
  ['no session', () => forged({}, { sid: undefined })],
  ['no subject', () => forged({}, { sub: undefined })],
  ['an unknown claim', () => forged({}, { operator: true })],
  ["another user's session", () => forged({}, { sid: `sess_${other()}` })],
  ['the payload altered under the genuine signature', () => altered(parts()[0], { ...parts()[1], sub: world.subjects.ids['user'] })],
  ['the header altered under the genuine signature', () => altered({ ...parts()[0], kid: 'A'.repeat(43) }, parts()[1])],
  ['the same claim twice', () => altered(parts()[0], JSON.stringify(parts()[1]).replace('{', '{"sub":"user_01h2xcejqtf2nbrexx3vqjhp41",'))],
  ['the signature altered', () => flipped(genuine, genuine.length - 10)],
  ['the signature cut short', () => genuine.slice(0, -1)],
  ['the signature left out', () => genuine.slice(0, genuine.lastIndexOf('.') + 1)],
  ['the signature as DER', () => `${genuine.slice(0, genuine.lastIndexOf('.'))}.${signBytes('sha256', Buffer.from('x'), intruder.privateKey).toString('base64url')}`],
  ['a signature of zeros', () => `${genuine.slice(0, genuine.lastIndexOf('.'))}.${Buffer.alloc(64).toString('base64url')}`],
  ['padding', () => `${genuine}==`],
  ['one more part', () => `${genuine}.x`],
  ['five parts, as a JWE has', () => `${encode({ alg: 'dir', enc: 'A256GCM' })}..${encode('nonce')}.${encode('text')}.${encode('tag')}`],
  ['a header that is no JSON', () => altered('not json', parts()[1])],
  ['null as payload', () => altered(parts()[0], 'null')],
  ['two thousand characters', () => `${encode('x'.repeat(1400))}.${encode('y')}.${signature()}`],
  ['a session with another secret', () => session().with(2, randomBytes(32).toString('base64url')).join('_')],
  ['a session with another id', () => session().with(1, other()).join('_')],
  ['a session with another prefix', () => session().with(0, 'plk').join('_')],
  ['a session in capitals', () => (world.tokens.owner ?? '').toUpperCase()],
  ['a session that is over', () => world.tokens.expired ?? ''],
  ['a session that was revoked', () => world.tokens.revoked ?? ''],
  ['a key with a wrong checksum', () => flipped(world.tokens.key ?? '', (world.tokens.key ?? '').length - 1)],
  ['a key of another environment', () => (world.tokens.key ?? '').replace(/^plk_[a-z]+_/, 'plk_live_')],
  ['an id of the database alone', () => idToUuid(`sess_${session()[1]}`)],
];

const me = (token: string) => world.composition.app.server.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } });

test('the genuine token is taken, here and by whoever knows the key set alone', async () => {
  expect((await me(genuine)).statusCode).toBe(200);
  const issuer = String(parts()[1]['iss']);
  const { payload } = await jwtVerify(genuine, createLocalJWKSet(keySet), { issuer, audience: issuer, typ: 'at+jwt', algorithms: ['ES256'] });
  expect(payload.sub).toMatch(/^user_/);
  expect(JSON.stringify(keySet)).not.toContain('"d"');
  await expect(importJWK(publicJwk(), 'ES256')).resolves.toMatchObject({ type: 'public' });
});

test('there are dozens of attacks, no two of them the same', async () => {
  const tokens = await Promise.all(attacks.map(async ([, make]) => make()));
  expect(new Set(tokens).size).toBe(attacks.length);
  expect(attacks.length).toBeGreaterThanOrEqual(50);
});

test.each(attacks)('19. %s: refused as anyone who has no token is', async (_name, make) => {
  const answer = await me(await make());
  const stranger = await me('x');
  const withoutId = (body: string): string => body.replace(/"requestId":"[^"]+"/, '');
  expect([answer.statusCode, answer.headers['content-type'], answer.headers['www-authenticate']]).toEqual([401, 'application/problem+json; charset=utf-8', stranger.headers['www-authenticate']]);
  expect(withoutId(answer.body)).toBe(withoutId(stranger.body));
});

test('19. what an access token must not do: make tokens and keys, change sessions and credentials', async () => {
  const refused = [['POST', '/v1/auth/token', undefined], ['POST', '/v1/auth/sign-out', undefined], ['DELETE', '/v1/me/sessions', undefined], ['POST', '/v1/me/api-keys', { name: 'A', scopes: ['users:members:read'] }], ['POST', '/v1/me/email', { email: 'new@example.com' }]] as const;
  for (const [method, url, body] of refused) {
    const answer = await world.ask({ method, url, contentType: body && 'application/json', body: body && JSON.stringify(body) }, genuine);
    expect([url, answer.status, answer.text.includes('access.sessions_only')]).toEqual([url, 403, true]);
  }
});

test('18. a banned user’s tokens of every kind are refused at the next request', async () => {
  const sql = world.database.driver('users');
  const [, payload] = parts();
  const user = idToUuid(String(payload['sub']));
  await sql`update users.users set banned_until = now() + interval '1 hour' where id = ${user}`;
  expect([(await me(genuine)).statusCode, (await me(world.tokens.owner ?? '')).statusCode]).toEqual([401, 401]);
  await sql`update users.users set banned_until = null where id = ${user}`;
  expect((await me(genuine)).statusCode).toBe(200);
});
