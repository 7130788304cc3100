import { createDatabase } from '@plinth/db';
import type { Call } from '@plinth/module';
import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf } from '../../test/counts.ts';
import { anotherInstance, type Instance } from '../../test/instance.ts';
import { createQueryLog } from '../../test/query-log.ts';
import { anAddress, anonymousCall, anOrganization, aUser, callBy, createTestUsers, password, type TestUsers } from '../../testing/index.ts';
import { endSessionsOf } from './end-sessions.ts';

let house: TestUsers;
let elsewhere: Instance;
beforeAll(async () => {
  house = await createTestUsers();
  elsewhere = anotherInstance(house);
});
afterAll(async () => {
  await elsewhere.close();
  await house.close();
});

const unauthenticated = { code: 'access.unauthenticated' };
const from = (userAgent: string, ip = '192.0.2.7'): Call => ({ ...anonymousCall, client: { ip, userAgent } });
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const signIn = (email: string, call: Call = anonymousCall) => house.users.services.signIn({ email, password }, call);
const isDead = (token: string, { users }: Pick<Instance, 'users'> = elsewhere) => expect(callBy(users, token)).rejects.toMatchObject(unauthenticated);
const sessionsOf = async (call: Call) => (await house.users.selectors.listSessions({}, call)).data;

test('17. the token changes at sign-in and at step-up, and the token before is dead', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const again = await signIn(ada.email);
  expect(again.token).not.toBe(ada.session.token);
  house.clock.advance({ minutes: 20 });
  const before = await callBy(house.users, again.token);
  const stepped = await house.users.services.stepUp({ password }, before);
  expect(stepped).toMatchObject({ expiresAt: again.expiresAt, user: ada.session.user });
  const { actor } = await callBy(elsewhere.users, stepped.token);
  expect(actor).toMatchObject({ sessionId: before.actor.sessionId, authenticatedAt: house.clock.now().toISOString() });
  expect(before.actor.authenticatedAt).not.toBe(actor.authenticatedAt);
  await isDead(again.token);
  expect((await callBy(house.users, ada.session.token)).actor.userId).toBe(actor.userId);
});

test('17. of fifty step-ups of one session at once, one wins and its token alone lives', async () => {
  const ada = await aUser(house.users, house.mailbox);
  house.clock.advance({ seconds: 1 });
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => house.users.services.stepUp({ password }, ada.call)));
  const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(won).toHaveLength(1);
  expect((await callBy(elsewhere.users, won[0]!.value.token)).actor.userId).toBe(ada.session.user.id);
  await isDead(ada.session.token);
});

test('17. a wrong password steps nothing up, is counted with the sign-ins that fail, and leaves its audit row', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const before = (await auditOf(house.sql, 'users.stepUp')).length;
  for (let time = 1; time <= 5; time += 1) {
    await expect(house.users.services.stepUp({ password: 'not my password' }, ada.call)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  }
  await expect(house.users.services.stepUp({ password }, ada.call)).rejects.toMatchObject({ code: 'users.too_many_attempts' });
  await expect(elsewhere.users.services.signIn({ email: ada.email, password }, anonymousCall)).rejects.toMatchObject({ code: 'users.too_many_attempts' });
  expect((await auditOf(house.sql, 'users.stepUp')).length).toBe(before + 6);
  expect((await callBy(house.users, ada.session.token)).actor.userId).toBe(ada.session.user.id);
});

test('17. whoever becomes an operator signs in anew, and whoever is one no longer is a person again at the next request', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const id = (token: string) => callBy(elsewhere.users, token).then(({ actor }) => actor.operator);
  await house.sql`update users.users set operator = true where id = (select user_id from users.email_addresses where canonical = ${ada.email})`;
  await isDead(ada.session.token);
  const { token } = await signIn(ada.email);
  expect(await id(token)).toBe(true);
  await house.sql`update users.users set operator = false where id = (select user_id from users.email_addresses where canonical = ${ada.email})`;
  expect(await id(token)).toBe(false);
});

test('17. a session slides with its use and never past its absolute end', async () => {
  const own = await createTestUsers();
  const [used, unused] = [await aUser(own.users, own.mailbox), await aUser(own.users, own.mailbox)];
  expect(used.session.expiresAt).toBe('2027-01-31T12:00:00.000Z');
  const use = async () => {
    const call = await callBy(own.users, used.session.token);
    await eventually(async () => expect((await own.users.selectors.listSessions({}, call)).data[0]?.lastSeenAt).toBe(own.clock.now().toISOString()));
  };
  own.clock.advance({ days: 13 });
  await use();
  own.clock.advance({ days: 1 });
  await isDead(unused.session.token, own);
  own.clock.advance({ days: 12, hours: 23 });
  await use();
  own.clock.advance({ days: 3, minutes: 59 });
  await use();
  own.clock.advance({ minutes: 1 });
  await isDead(used.session.token, own);
  await own.close();
});

test("17. an operator's session ends after an hour without use, and after a day", async () => {
  const own = await createTestUsers({ worker: false });
  const operator = { email: anAddress(), password };
  await own.users.services.createOperator(operator, { actor: { type: 'system', name: 'test' } });
  const [idle, busy] = [await own.users.services.signIn(operator, anonymousCall), await own.users.services.signIn(operator, anonymousCall)];
  own.clock.advance({ minutes: 59 });
  const call = await callBy(own.users, busy.token);
  await eventually(async () => {
    const listed = await own.users.selectors.listSessions({}, call);
    expect(listed.data.find(({ current }) => current)?.lastSeenAt).toBe(own.clock.now().toISOString());
  });
  own.clock.advance({ minutes: 1 });
  await isDead(idle.token, own);
  await own.sql`update users.sessions set last_seen_at = '2027-01-02T11:58:00Z'`;
  own.clock.set('2027-01-02T11:59:00Z');
  expect((await callBy(own.users, busy.token)).actor.operator).toBe(true);
  own.clock.advance({ minutes: 1 });
  await isDead(busy.token, own);
  await own.close();
});

test('17. an authenticated request is one statement; that it was made is written once a minute, off its path', async () => {
  const ada = await aUser(house.users, house.mailbox);
  await anOrganization(house.users, ada);
  const log = await createQueryLog(house.database.url);
  const watched = anotherInstance(house, log.url);
  await callBy(watched.users, ada.session.token);
  log.take();

  for (let time = 0; time < 20; time += 1) await callBy(watched.users, ada.session.token);
  const reads = log.take();
  process.stdout.write(`The statements of an authentication:\n${[...new Set(reads)].join('\n')}\n`);
  expect(reads).toHaveLength(20);
  for (const text of reads) expect(text).toMatch(/^with plinth_scope .*with presented as materialized/s);

  house.clock.advance({ minutes: 1 });
  await Promise.all(Array.from({ length: 20 }, () => callBy(watched.users, ada.session.token)));
  const written: string[] = [];
  await eventually(() => {
    written.push(...log.take());
    if (!written.some((text) => text.startsWith('commit'))) throw new Error('Not yet.');
  });
  expect(written.filter((text) => text.startsWith('with plinth_scope'))).toHaveLength(20);
  const [row] = await house.sql<{ seen: string }[]>`select to_char(max(last_seen_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS') as seen from users.sessions where user_id = (select user_id from users.email_addresses where canonical = ${ada.email})`;
  expect(`${row?.seen ?? ''}.000Z`).toBe(house.clock.now().toISOString());
  await watched.close();
  await log.close();
});

test('18. sign-out, revocation, a ban and the end of all sessions bite at the next request, on every instance', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const tokens = await Promise.all(Array.from({ length: 4 }, async () => (await signIn(ada.email)).token));
  for (const token of tokens) for (const { users } of [house, elsewhere]) expect((await callBy(users, token)).actor.type).toBe('user');
  const [first, second, third, fourth] = await Promise.all(tokens.map((token) => callBy(house.users, token)));

  await house.users.services.signOut({}, first!);
  await isDead(tokens[0]!);
  await house.users.services.revokeSession({ sessionId: second!.actor.sessionId as `sess_${string}` }, third!);
  await isDead(tokens[1]!);
  expect(await house.users.services.revokeOtherSessions({}, third!)).toEqual({ ended: 2 });
  await isDead(tokens[3]!);
  await isDead(ada.session.token);
  await expect(house.users.services.revokeSession({ sessionId: fourth!.actor.sessionId as `sess_${string}` }, third!)).rejects.toMatchObject({ code: 'users.session_not_found' });

  const until = new Date(house.clock.now().getTime() + 60_000).toISOString();
  await house.sql`update users.users set banned_until = ${until}::timestamptz where id = (select user_id from users.email_addresses where canonical = ${ada.email})`;
  await isDead(tokens[2]!);
  house.clock.advance({ minutes: 1 });
  await elsewhere.users.services.revokeSessions({}, await callBy(elsewhere.users, tokens[2]!));
  await isDead(tokens[2]!, house);
});

test('18. a service that must leave no session behind leaves none', async () => {
  const ada = await aUser(house.users, house.mailbox);
  await signIn(ada.email);
  const pools = createDatabase('users', { url: house.database.url });
  expect(await pools.transaction([], (tx) => endSessionsOf({ tx }, ada.session.user.id))).toBe(2);
  await pools.close();
  await isDead(ada.session.token);
});

test('sessions are listed with what their owner knows them by, and nobody else sees or ends them', async () => {
  const [ada, bob] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  house.clock.advance({ seconds: 1 });
  const { token } = await signIn(ada.email, from(firefox));
  const call = await callBy(house.users, token);
  const listed = await sessionsOf(call);
  expect(listed).toHaveLength(2);
  expect(listed[0]).toEqual({
    id: call.actor.sessionId, device: 'Firefox on Linux', address: '192.0.2.7', createdAt: house.clock.now().toISOString(), current: true,
    authenticatedAt: house.clock.now().toISOString(), lastSeenAt: house.clock.now().toISOString(), expiresAt: expect.any(String) as string,
  });
  expect(listed[1]).toMatchObject({ device: 'Unknown device', address: null, current: false });
  expect(JSON.stringify(listed)).not.toContain(token.split('_')[2]);
  const first = await house.users.selectors.listSessions({ limit: 1 }, call);
  expect((await house.users.selectors.listSessions({ limit: 1, cursor: first.nextCursor ?? '' }, call)).data).toEqual([listed[1]]);

  expect((await sessionsOf(bob.call)).map(({ id }) => id)).toEqual([bob.actor.sessionId]);
  await expect(house.users.services.revokeSession({ sessionId: listed[0]!.id }, bob.call)).rejects.toMatchObject({ code: 'users.session_not_found', kind: 'not_found' });
  expect((await callBy(house.users, token)).actor.userId).toBe(ada.actor.userId);
});
