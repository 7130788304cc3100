import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { password } from './authorization/people.ts';
import { aWorld, type World } from './authorization/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

const colleague = 'colleague@marker-of-the-organization.example';

const send = (url: string, body: object, token?: string) => world.ask({ method: 'POST', url: `/v1${url}`, contentType: 'application/json', body: JSON.stringify(body) }, token);

/** One of everything that proves who somebody is, most of it mailed and none of it spent. */
async function makeEverySecret(): Promise<string[]> {
  const owner = world.tokens.owner ?? '';
  await send('/auth/sign-up', { email: 'newcomer@example.com', password, name: 'Newcomer' });
  await send('/auth/password/forgot', { email: colleague });
  await send('/me/email', { email: 'moved@example.com' }, owner);
  await send(`/organizations/${world.subjects.ids['org'] ?? ''}/invitations`, { email: 'stranger@example.com', role: 'member' }, owner);
  const mails = [await world.mailTo('newcomer@example.com'), await world.mailTo(colleague), await world.mailTo('moved@example.com'), await world.mailTo('stranger@example.com')];
  await send('/auth/magic-link', { email: colleague });
  mails.push(await world.mailTo(colleague));
  const personal = JSON.parse((await send('/me/api-keys', { name: 'Own', scopes: ['users:members:read'] }, owner)).text) as { key: string };
  const { accessToken } = JSON.parse((await send('/auth/token', {}, owner)).text) as { accessToken: string };
  const mailed = mails.flatMap(({ token, code }) => [token, code]).filter((secret) => typeof secret === 'string');
  expect(mailed.length).toBeGreaterThanOrEqual(8);
  return [...mailed, personal.key, accessToken, ...Object.values(world.tokens).filter((token) => token !== undefined), password];
}

/** A value and all within it; bytes as all that they could be written as. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  if (typeof value !== 'string') return [];
  if (!/^\\x[0-9a-f]+$/.test(value)) return [value];
  const bytes = Buffer.from(value.slice(2), 'hex');
  return [value, ...(['hex', 'base64', 'base64url', 'latin1'] as const).map((encoding) => bytes.toString(encoding))];
}

/** Every text in every table of a module and of its jobs. */
async function dumpOf(module: string): Promise<string[]> {
  const sql = world.database.driver(module);
  const tables = await sql<{ schema: string; name: string }[]>`
    select relnamespace::regnamespace::text as schema, relname as name from pg_class
    where relkind in ('r', 'p') and not relispartition and relnamespace::regnamespace::text in (${module}, ${`${module}_jobs`})`;
  expect(tables.length).toBeGreaterThan(10);
  const texts: string[] = [];
  for (const { schema, name } of tables) {
    for (const { row } of await sql<{ row: string }[]>`select to_jsonb(one)::text as row from ${sql(schema)}.${sql(name)} one`) texts.push(...textsIn(JSON.parse(row)));
  }
  return texts;
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = `${digits.charAt(Number(rest % 62n))}${text}`;
  return text;
}

/** The key of the world with a stored hash as its secret, and the checksum that it wants. */
function keyOf(hash: string): string {
  const [kind, environment, id] = (world.tokens.key ?? '').split('_');
  const text = `${kind ?? ''}_${environment ?? ''}_${id ?? ''}_${base62(BigInt(`0x${Buffer.from(hash, 'base64url').toString('hex')}`), 43)}`;
  return `${text}${base62(BigInt(crc32(text)), 6)}`;
}

test('16. nothing that a dump of all tables holds signs anyone in, spends anything or opens anything', async () => {
  const secrets = await makeEverySecret();
  const texts = [...new Set([...(await dumpOf('users')), ...(await dumpOf('billing'))])];
  expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);

  const tokens = [...new Set(texts.filter((text) => /^[\x21-\x7e]{16,2000}$/.test(text)))];
  const hashes = texts.filter((text) => /^[\w-]{43}$/.test(text));
  expect(tokens.length).toBeGreaterThan(100);
  expect(hashes.length).toBeGreaterThan(10);
  const sessions = ['owner', 'member', 'operator'].map((caller) => world.tokens[caller as 'owner']?.split('_')[1] ?? '');
  const bearers = [...tokens, ...hashes.flatMap((hash) => [...sessions.map((id) => `pls_${id}_${hash}`), keyOf(hash)])];
  const opened: string[] = [];
  for (const bearer of bearers) if ((await world.ask({ method: 'GET', url: '/v1/organizations', contentType: undefined, body: undefined }, bearer)).status !== 401) opened.push(bearer);
  expect(opened).toEqual([]);

  const spenders = [
    ['/auth/verify-email', (token: string) => ({ token })],
    ['/auth/password/reset', (token: string) => ({ token, password: 'another horse battery staple' })],
    ['/auth/magic-link/sign-in', (token: string) => ({ token })],
    ['/invitations/preview', (token: string) => ({ token })],
  ] as const;
  for (const token of tokens.filter((text) => text.length <= 200 && /^[\w.-]+$/.test(text))) {
    for (const [url, body] of spenders) if ((await send(url, body(token))).status < 300) opened.push(`${url} ${token}`);
    if ((await send('/invitations/accept', { token }, world.tokens.stranger)).status < 300) opened.push(`accept ${token}`);
  }
  expect(opened).toEqual([]);
  for (const stored of texts.filter((text) => text.startsWith('$argon2id$'))) {
    expect((await send('/auth/sign-in', { email: colleague, password: stored })).status).toBe(401);
  }
  // The secrets themselves still do.
  expect((await send('/auth/verify-email', { token: secrets[0] })).status).toBe(200);
});
