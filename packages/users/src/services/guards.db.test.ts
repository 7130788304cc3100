import { afterAll, beforeAll, expect, test } from 'vitest';
import { anAddress, anonymousCall, aUser, createTestUsers, mailedCode, mailedToken, mailsTo, password, type TestUsers } from '../../testing/index.ts';
import { anotherInstance, type Instance } from '../../test/instance.ts';
import type { Users } from '../index.ts';

let house: TestUsers;
let second: Instance;
beforeAll(async () => {
  house = await createTestUsers();
  second = anotherInstance(house);
});
afterAll(async () => {
  await second.close();
  await house.close();
});

/** The two processes in turn. */
const inTurn = (turn: number): Users => (turn % 2 === 0 ? house.users : second.users);
const from = (ip: string) => ({ ...anonymousCall, client: { ip } });
const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

/** What `count` attempts are answered, each at the other process. */
async function answersOf(count: number, attempt: (users: Users, turn: number) => Promise<unknown>): Promise<string[]> {
  const answers: string[] = [];
  for (let turn = 0; turn < count; turn += 1) answers.push(await codeOf(attempt(inTurn(turn), turn)));
  return answers;
}

const times = (count: number, answer: string): string[] => Array.from({ length: count }, () => answer);
const wrong = 'a wrong password';
const invalid = 'users.invalid_credentials';
const tooMany = 'users.too_many_attempts';

test('26. two processes count the failures of an account together', async () => {
  const email = anAddress();
  expect(await answersOf(6, (users) => users.services.signIn({ email, password: wrong }, anonymousCall))).toEqual([...times(5, invalid), tooMany]);
});

test.each([['an IPv4 address', () => '203.0.113.9'], ['an IPv6 /64', (turn: number) => `2001:db8:64:64::${turn + 1}`]])('26. two processes count the failures of %s together', async (_name, ip) => {
  expect(await answersOf(11, (users, turn) => users.services.signIn({ email: anAddress(), password: wrong }, from(ip(turn))))).toEqual([...times(10, invalid), tooMany]);
});

test('26. two processes count the failures of a step-up with those of signing in', async () => {
  const ada = await aUser(house.users, house.mailbox);
  expect(await answersOf(6, (users, turn) => (turn < 3 ? users.services.stepUp({ password: wrong }, ada.call) : users.services.signIn({ email: ada.email, password: wrong }, anonymousCall)))).toEqual([...times(5, invalid), tooMany]);
});

test('26. two processes count reports of leaked keys together', async () => {
  const call = from('203.0.113.20');
  expect(await answersOf(21, (users) => users.services.reportLeakedKey({ key: 'nonsense' }, call))).toEqual([...times(20, 'done'), tooMany]);
});

test('11. two processes count the wrong tries at a code together', async () => {
  const email = anAddress();
  await house.users.services.signUp({ email, password, name: 'Ada' }, anonymousCall);
  const code = await mailedCode(house.mailbox, email);
  const guess = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`;
  expect(await answersOf(6, (users, turn) => users.services.verifyEmail({ email, code: turn < 5 ? guess : code }, anonymousCall))).toEqual(times(6, 'users.invalid_code'));
});

test('28. two processes count the mails to an address together, and one more than was asked for is kept for a notice', async () => {
  const ada = await aUser(house.users, house.mailbox);
  await answersOf(8, (users) => users.services.forgotPassword({ email: ada.email }, anonymousCall));
  const token = await mailedToken(house.mailbox, ada.email, 4);
  expect(await mailsTo(house.mailbox, ada.email)).toHaveLength(4);
  await second.users.services.resetPassword({ token, password: 'quite another password' }, anonymousCall);
  const mails = await mailsTo(house.mailbox, ada.email, 5);
  expect(mails.at(-1)?.subject).toMatch(/password/i);
  expect(mails).toHaveLength(5);
});
