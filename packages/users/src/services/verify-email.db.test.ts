import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf, refusalOf } from '../../test/counts.ts';
import { anAddress, anonymousCall, createTestUsers, mailedCode, password, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

const signUp = (email: string, secret = password) => house.users.services.signUp({ email, password: secret, name: 'Ada' }, anonymousCall);
const verify = (email: string, code: string) => house.users.services.verifyEmail({ email, code }, anonymousCall);
const signIn = (email: string, secret = password) => house.users.services.signIn({ email, password: secret }, anonymousCall);
const invalidCode = { code: 'users.invalid_code', kind: 'unauthenticated' };
const anotherThan = (code: string) => String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');

test('13. of fifty uses of one code at once, one wins', async () => {
  const email = anAddress();
  await signUp(email);
  const code = await mailedCode(house.mailbox, email);
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => verify(email, code)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refusals).toHaveLength(49);
  for (const { reason } of refusals) expect(reason).toMatchObject(invalidCode);
  const [made] = await house.sql<{ count: number }[]>`select count(*)::int as count from users.email_addresses where canonical = ${email}`;
  expect(made?.count).toBe(1);
});

test('11. a code is dead when a newer one is issued, and when it has been used', async () => {
  const email = anAddress();
  await signUp(email);
  const older = await mailedCode(house.mailbox, email);
  await house.users.services.resendVerification({ email }, anonymousCall);
  const newer = await mailedCode(house.mailbox, email, 2);
  await expect(verify(email, older)).rejects.toMatchObject(invalidCode);
  await verify(email, newer);
  await expect(verify(email, newer)).rejects.toMatchObject(invalidCode);
});

test('11. after five wrong tries the right code is wrong as well', async () => {
  const email = anAddress();
  await signUp(email);
  const code = await mailedCode(house.mailbox, email);
  for (let time = 1; time <= 4; time += 1) await expect(verify(email, anotherThan(code))).rejects.toMatchObject(invalidCode);
  const other = anAddress();
  await signUp(other);
  const fifth = await mailedCode(house.mailbox, other);
  for (let time = 1; time <= 4; time += 1) await refusalOf(verify(other, anotherThan(fifth)));
  expect((await verify(other, fifth)).user.email).toBe(other);

  await refusalOf(verify(email, anotherThan(code)));
  await expect(verify(email, code)).rejects.toMatchObject(invalidCode);
});

test('11. a code opens no other address than the one it was mailed to', async () => {
  const [one, other] = [anAddress(), anAddress()];
  await Promise.all([signUp(one), signUp(other)]);
  const [code] = [await mailedCode(house.mailbox, one), await mailedCode(house.mailbox, other)];
  await expect(verify(other, code)).rejects.toMatchObject(invalidCode);
  await expect(verify(anAddress(), code)).rejects.toMatchObject(invalidCode);
  await verify(one.toUpperCase(), code);
});

test("whoever signs up a stranger's address, before or after, leaves no password behind", async () => {
  const email = anAddress();
  await signUp(email, 'the first password of a squatter');
  await mailedCode(house.mailbox, email, 1);
  await signUp(email);
  const code = await mailedCode(house.mailbox, email, 2);
  await signUp(email, 'the last password of a squatter');
  await mailedCode(house.mailbox, email, 3);

  const session = await verify(email, code);
  expect((await signIn(email)).user).toEqual(session.user);
  for (const secret of ['the first password of a squatter', 'the last password of a squatter']) {
    await expect(signIn(email, secret)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  }
});

test('39. a wrong code leaves its try and its audit row', async () => {
  const email = anAddress();
  await signUp(email);
  const code = await mailedCode(house.mailbox, email);
  const before = await auditOf(house.sql, 'users.verifyEmail');
  await refusalOf(verify(email, anotherThan(code)));
  const rows = await auditOf(house.sql, 'users.verifyEmail');
  expect(rows).toHaveLength(before.length + 1);
  expect(rows.filter(({ outcome }) => outcome === 'users.invalid_code')).toHaveLength(before.filter(({ outcome }) => outcome === 'users.invalid_code').length + 1);
  const [token] = await house.sql<{ tries: number }[]>`select tries from users.one_time_tokens where canonical = ${email}`;
  expect(token?.tries).toBe(1);
});
