import { createIds } from '@plinth/kernel';
import { createDatabase } from '@plinth/db';
import { Secret } from '@plinth/config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anotherInstance } from '../../test/instance.ts';
import { createQueryLog } from '../../test/query-log.ts';
import { createUpkeep } from '../module.ts';
import { anonymousCall, aUser, callBy, createTestUsers, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

const minutes = (count: number) => ({ minutes: count });
const days = (count: number) => ({ hours: 24 * count });
const published = async () => (await house.users.selectors.getKeySet({}, anonymousCall)).keys.map(({ kid }) => kid);
const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { kid: string };
const authenticate = (token: string) => house.users.selectors.authenticate({ token }, anonymousCall);

test('19. an access token is its session, for five minutes, and makes no other token', async () => {
  const { users, mailbox, clock, config } = house;
  const ada = await aUser(users, mailbox);
  const { accessToken, expiresAt } = await users.services.issueAccessToken({}, ada.call);
  expect(expiresAt).toBe(new Date(clock.now().getTime() + 300_000).toISOString());
  const [header, payload] = accessToken.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
  const seconds = clock.now().getTime() / 1000;
  expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.stringMatching(/^[\w-]{43}$/) as string });
  expect(await published()).toContain(header?.['kid']);
  expect(payload).toEqual({ iss: config.publicUrl, aud: config.publicUrl, sub: ada.actor.userId, sid: ada.actor.sessionId, jti: expect.stringMatching(/^[\w-]{22}$/) as string, iat: seconds, nbf: seconds, exp: seconds + 300 });

  const { actor } = await callBy(users, accessToken);
  expect(actor).toEqual({ ...ada.actor, accessToken: true });
  await expect(users.services.issueAccessToken({}, { actor })).rejects.toMatchObject({ code: 'access.sessions_only' });
  await expect(users.services.signOut({}, { actor })).rejects.toMatchObject({ code: 'access.sessions_only' });
  clock.advance({ milliseconds: 299_999 });
  expect((await authenticate(accessToken)).type).toBe('user');
  clock.advance({ milliseconds: 1 });
  await expect(authenticate(accessToken)).rejects.toMatchObject({ code: 'access.unauthenticated' });
});

test('18. an access token ends with its session, at the very next call', async () => {
  const { users, mailbox } = house;
  const ada = await aUser(users, mailbox);
  const { accessToken } = await users.services.issueAccessToken({}, ada.call);
  expect((await authenticate(accessToken)).type).toBe('user');
  await users.services.signOut({}, ada.call);
  await expect(authenticate(accessToken)).rejects.toMatchObject({ code: 'access.unauthenticated' });
});

test('19. a key is published before it signs, and until its last token has ended', async () => {
  const { users, mailbox, clock, sql } = house;
  await sql`delete from users.signing_keys`;
  const ada = await aUser(users, mailbox);
  const issue = async () => {
    const { token } = await users.services.signIn({ email: ada.email, password: ada.password }, anonymousCall);
    return (await users.services.issueAccessToken({}, await callBy(users, token))).accessToken;
  };
  const first = headerOf(await issue()).kid;
  expect(await published()).toEqual([first]);

  clock.advance(days(22));
  await house.keepUp();
  expect(await published()).toEqual([first]);
  clock.advance(days(1));
  await house.keepUp();
  await house.keepUp();
  const [next, ...others] = await published();
  expect(others).toEqual([first]);
  expect(headerOf(await issue()).kid).toBe(first);

  clock.advance(days(7));
  const late = await issue();
  expect(headerOf(late).kid).toBe(next);
  expect(await published()).toEqual([next, first]);
  clock.advance(minutes(6));
  await house.keepUp();
  expect(await published()).toEqual([next]);
});

test('19. several processes that need the first key make one; one that is sealed by a lost key is replaced', async () => {
  const { users, mailbox, clock, config, database, sql } = house;
  const ada = await aUser(users, mailbox);
  await sql`delete from users.signing_keys`;
  const tokens = await Promise.all(Array.from({ length: 8 }, () => users.services.issueAccessToken({}, ada.call)));
  expect(new Set(tokens.map(({ accessToken }) => headerOf(accessToken).kid)).size).toBe(1);
  expect(await published()).toHaveLength(1);

  const system = createDatabase('users', { url: database.url, acrossOwners: true });
  const sealedAnew = { ...config, sealingKeys: new Secret(['2:another-sealing-key-of-tests-and-nothing-else']) };
  const upkeep = createUpkeep({ database: system, clock, ids: createIds(clock), logger: { info: () => undefined, warn: () => undefined, error: () => undefined }, rehearse: true, config: sealedAnew });
  const system2 = { actor: { type: 'system', name: 'test' } } as const;
  expect(await upkeep.services.tendSigningKeys({}, system2)).toEqual({ made: 1, purged: 0 });
  expect(await upkeep.services.tendSigningKeys({}, system2)).toEqual({ made: 0, purged: 0 });
  expect(await published()).toHaveLength(2);
  await system.close();
});

test('19. an access token costs one statement, as a session does; one that cannot be ours costs none', async () => {
  const { users, mailbox, database } = house;
  const ada = await aUser(users, mailbox);
  const { accessToken } = await users.services.issueAccessToken({}, ada.call);
  const log = await createQueryLog(database.url);
  const watched = anotherInstance(house, log.url);
  await callBy(watched.users, accessToken);
  log.take();

  for (let time = 0; time < 20; time += 1) await callBy(watched.users, accessToken);
  const statements = log.take();
  process.stdout.write(`The statements of an access token:\n${[...new Set(statements)].join('\n')}\n`);
  expect(statements).toHaveLength(20);
  await expect(watched.users.selectors.authenticate({ token: accessToken.replace(/^[^.]+/, 'e30') }, anonymousCall)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  expect(log.take()).toEqual([]);
  await watched.close();
  await log.close();
});

test('19. the private half of a key is nowhere in the database', async () => {
  const { users, mailbox, sql } = house;
  const ada = await aUser(users, mailbox);
  await users.services.issueAccessToken({}, ada.call);
  const rows = await sql<{ row: string; sealed: Buffer }[]>`select to_jsonb(k)::text as row, sealed from users.signing_keys k`;
  expect(rows.length).toBeGreaterThan(0);
  for (const { row, sealed } of rows) {
    expect(row).not.toContain('"d"');
    expect(sealed.toString('latin1')).not.toContain('"d":');
  }
});
