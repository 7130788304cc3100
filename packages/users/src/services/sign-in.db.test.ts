import type { Call } from '@plinth/module';
import { createDatabase } from '@plinth/db';
import { createIds } from '@plinth/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf, refusalOf } from '../../test/counts.ts';
import { anAddress, anonymousCall, aUser, createTestUsers, mailedCode, mailedProof, password, quickHasher, type TestUsers } from '../../testing/index.ts';
import { createUsers, usersPermissions } from '../index.ts';

let house: TestUsers;
let compared = 0;
beforeAll(async () => {
  const quick = quickHasher();
  const hasher = { ...quick, verify: (text: string, hash: string | undefined) => ((compared += 1), quick.verify(text, hash)) };
  house = await createTestUsers({ hasher });
});
afterAll(() => house.close());

const wrong = 'not the password of anyone';
const signIn = (email: string, secret: string, call: Call = anonymousCall) => house.users.services.signIn({ email, password: secret }, call);
const from = (ip: string): Call => ({ ...anonymousCall, client: { ip } });

async function waiting(): Promise<string> {
  const email = anAddress();
  await house.users.services.signUp({ email, password, name: 'Ada' }, anonymousCall);
  await mailedCode(house.mailbox, email);
  return email;
}

test('7. a wrong password, an unknown address and an unverified one are refused alike, after the same work', async () => {
  const classes = [(await aUser(house.users, house.mailbox)).email, anAddress(), await waiting()];
  const refusals = [];
  for (const email of classes) {
    const before = compared;
    refusals.push({ ...(await refusalOf(signIn(email, wrong))), compared: compared - before });
  }
  expect(refusals).toHaveLength(3);
  for (const refusal of refusals) {
    expect(refusal).toEqual({ code: 'users.invalid_credentials', kind: 'unauthenticated', message: 'The address or the password is not right.', data: {}, compared: 2 });
  }
});

test('10. that an address is not verified is told after the right password alone', async () => {
  const email = await waiting();
  await expect(signIn(email, wrong)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  await expect(signIn(email, password)).rejects.toMatchObject({ code: 'users.email_not_verified', kind: 'forbidden' });
});

test('7, 10. a banned account and one without a password are refused as an unknown address is; a ban is told after the right password alone', async () => {
  const [banned, bare] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  await house.sql`update users.users set banned_until = 'infinity' where id = (select user_id from users.email_addresses where canonical = ${banned.email})`;
  await house.sql`delete from users.credentials where user_id = (select user_id from users.email_addresses where canonical = ${bare.email})`;
  const refusals = [];
  for (const email of [banned.email, bare.email, anAddress()]) {
    const before = compared;
    refusals.push({ ...(await refusalOf(signIn(email, wrong))), compared: compared - before });
  }
  expect(refusals[2]).toMatchObject({ code: 'users.invalid_credentials', compared: 2 });
  expect(refusals).toEqual([refusals[2], refusals[2], refusals[2]]);

  await expect(signIn(bare.email, password)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  await expect(signIn(banned.email, password)).rejects.toMatchObject({ code: 'users.account_banned', kind: 'forbidden' });
  await house.users.services.requestMagicLink({ email: banned.email }, anonymousCall);
  const proof = await mailedProof(house.mailbox, banned.email, 2);
  await expect(house.users.services.signInByMagicLink({ token: proof.token }, anonymousCall)).rejects.toMatchObject({ code: 'users.account_banned' });
  await house.sql`update users.users set banned_until = ${house.clock.now().toISOString()}::timestamptz where banned_until = 'infinity'`;
  expect((await signIn(banned.email, password)).user).toEqual(banned.session.user);
});

test("10. signing up a stranger's address and signing in with one's own password tells nothing about the stranger", async () => {
  const own = 'a password that I have chosen';
  const [known, unknown] = [(await aUser(house.users, house.mailbox)).email, anAddress()];
  const answers = [];
  for (const email of [known, unknown]) {
    await house.users.services.signUp({ email, password: own, name: 'Eve' }, anonymousCall);
    answers.push(await refusalOf(signIn(email, own)));
  }
  expect(answers[0]).toEqual(answers[1]);
});

test('39. a refused sign-in leaves its counter and its audit row', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const before = (await auditOf(house.sql, 'users.signIn')).length;
  const call: Call = { actor: { type: 'anonymous' }, client: { ip: '192.0.2.99', userAgent: 'test' }, requestId: 'req-refused' };
  await expect(signIn(ada.email, wrong, call)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  const rows = await auditOf(house.sql, 'users.signIn');
  expect(rows).toHaveLength(before + 1);
  expect(rows.filter(({ requestId }) => requestId === 'req-refused')).toEqual([
    { outcome: 'users.invalid_credentials', actorType: 'anonymous', actorId: null, target: null, requestId: 'req-refused' },
  ]);
  const [details] = await house.sql<{ details: string }[]>`
    select d.details::text as details from users.audit_details d join users.audit_events e on e.id = d.audit_event_id where e.request_id = 'req-refused'`;
  expect(JSON.parse(details?.details ?? '')).toEqual({ ip: '192.0.2.99', userAgent: 'test', email: ada.email });
  const counters = await house.sql`select count from users.guards where ends_at > ${house.clock.now().toISOString()}::timestamptz and count = 1`;
  expect(counters.length).toBeGreaterThanOrEqual(2);
});

test('26. the sixth try at an account within five minutes is too many, right or wrong, known or unknown', async () => {
  for (const email of [(await aUser(house.users, house.mailbox)).email, anAddress()]) {
    for (let time = 1; time <= 5; time += 1) await expect(signIn(email, wrong)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
    const before = compared;
    for (const secret of [wrong, password]) {
      expect(await refusalOf(signIn(email, secret))).toMatchObject({ code: 'users.too_many_attempts', kind: 'rate_limited', data: { retryAfter: 300 } });
    }
    expect(compared).toBe(before);
  }
});

test('26. the account opens again when the five minutes are over, and success forgets the failures', async () => {
  const ada = await aUser(house.users, house.mailbox);
  for (let time = 1; time <= 5; time += 1) await refusalOf(signIn(ada.email, wrong));
  house.clock.advance({ minutes: 5 });
  expect((await signIn(ada.email, password)).user).toEqual(ada.session.user);
  for (let round = 1; round <= 3; round += 1) {
    for (let time = 1; time <= 4; time += 1) await expect(signIn(ada.email, wrong)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
    await signIn(ada.email, password);
  }
});

test('26. of many guesses at once no more than five are answered, and the right one among them too late', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const answers = await Promise.all(Array.from({ length: 30 }, () => refusalOf(signIn(ada.email, wrong))));
  const codes = answers.map((answer) => (answer as { code: string }).code);
  expect(codes.filter((code) => code === 'users.invalid_credentials')).toHaveLength(5);
  expect(codes.filter((code) => code === 'users.too_many_attempts')).toHaveLength(25);
  await expect(signIn(ada.email, password)).rejects.toMatchObject({ code: 'users.too_many_attempts' });
});

test('26. the eleventh failure from one client within a minute is too many, whatever accounts it tries', async () => {
  for (const [first, second] of [['198.51.100.1', '198.51.100.1'], ['2001:db8:7:7::1', '2001:db8:7:7:ffff::2']] as const) {
    for (let time = 1; time <= 10; time += 1) await expect(signIn(anAddress(), wrong, from(first))).rejects.toMatchObject({ code: 'users.invalid_credentials' });
    await expect(signIn(anAddress(), wrong, from(second))).rejects.toMatchObject({ code: 'users.too_many_attempts', data: { retryAfter: 60 } });
  }
  await expect(signIn(anAddress(), wrong, from('2001:db8:7:8::1'))).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  house.clock.advance({ minutes: 1 });
  await expect(signIn(anAddress(), wrong, from('198.51.100.1'))).rejects.toMatchObject({ code: 'users.invalid_credentials' });
});

test('26. processes share the counters', async () => {
  const pools = createDatabase('users', { url: house.database.url });
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { clock, config } = house;
  const other = createUsers({ database: pools, systemDatabase: pools, clock, ids: createIds(clock), logger, config, permissions: usersPermissions, hasher: quickHasher() });
  const email = anAddress();
  for (let time = 1; time <= 5; time += 1) await refusalOf(other.services.signIn({ email, password: wrong }, anonymousCall));
  await expect(signIn(email, wrong)).rejects.toMatchObject({ code: 'users.too_many_attempts' });
  await pools.close();
});

test('6. sign-ins beyond what the hashing queue takes are told to come again before anything is read for them, and the others succeed', async () => {
  const busy = await createTestUsers({ hasher: quickHasher({ concurrency: 1, capacity: 5 }) });
  const ada = await aUser(busy.users, busy.mailbox);
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => busy.users.services.signIn({ email: ada.email, password }, anonymousCall)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(34);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'users.busy', kind: 'unavailable', retryAfter: 2 });
  await busy.close();
});
