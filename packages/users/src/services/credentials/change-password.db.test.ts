import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../../../test/counts.ts';
import { anonymousCall, aUser, callBy, createTestUsers, mailedProof, mailsTo, password, type TestUsers } from '../../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

const next = 'quite another password';
const signIn = (email: string, secret: string) => house.users.services.signIn({ email, password: secret }, anonymousCall);
const wrong = { code: 'users.invalid_credentials' };

test('5. changing the password wants the current one, ends the other sessions and voids what was mailed', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const other = await signIn(ada.email, password);
  await house.users.services.forgotPassword({ email: ada.email }, anonymousCall);
  const { token } = await mailedProof(house.mailbox, ada.email, 2);
  const { changePassword, resetPassword } = house.users.services;

  await expect(changePassword({ currentPassword: next, password: next }, ada.call)).rejects.toMatchObject(wrong);
  await changePassword({ currentPassword: password, password: next }, ada.call);
  expect((await callBy(house.users, ada.session.token)).actor.userId).toBe(ada.session.user.id);
  await expect(callBy(house.users, other.token)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  await expect(signIn(ada.email, password)).rejects.toMatchObject(wrong);
  await signIn(ada.email, next);
  await expect(resetPassword({ token, password: 'yet another password' }, anonymousCall)).rejects.toMatchObject({ code: 'users.invalid_code' });
  expect((await mailsTo(house.mailbox, ada.email, 3))[2]?.subject).toBe('Your password has been changed');
});

test('5. ten minutes after the last proof the session is too old to change a password or an address', async () => {
  const ada = await aUser(house.users, house.mailbox);
  house.clock.advance({ minutes: 10 });
  const call = await callBy(house.users, ada.session.token);
  await house.users.services.changeEmail({ email: 'ada.lovelace@example.com' }, call);
  house.clock.advance({ seconds: 1 });
  const refusal = { code: 'users.step_up_required', kind: 'unauthenticated', data: { maxAge: 600 } };
  expect(await refusalOf(house.users.services.changePassword({ currentPassword: password, password: next }, call))).toMatchObject(refusal);
  expect(await refusalOf(house.users.services.changeEmail({ email: 'ada.lovelace@example.com' }, call))).toMatchObject(refusal);
});

test('5. guessing the current password locks as signing in does, and of two changes at once one wins', async () => {
  const [ada, bob] = [await aUser(house.users, house.mailbox), await aUser(house.users, house.mailbox)];
  const { changePassword } = house.users.services;
  for (let time = 1; time <= 5; time += 1) await expect(changePassword({ currentPassword: next, password: next }, ada.call)).rejects.toMatchObject(wrong);
  await expect(changePassword({ currentPassword: password, password: next }, ada.call)).rejects.toMatchObject({ code: 'users.too_many_attempts' });

  const outcomes = await Promise.allSettled([1, 2].map((time) => changePassword({ currentPassword: password, password: `${next} ${time}` }, bob.call)));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('3. a new password may be long and of any script, and every character of it counts', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const { changePassword } = house.users.services;
  let current = password;
  for (const chosen of ['x'.repeat(64), ' spaces around me ', '😀🎉'.repeat(16), '密码很长的一句话没有人会猜到的', 'y'.repeat(128), 'z'.repeat(256)]) {
    await changePassword({ currentPassword: current, password: chosen }, ada.call);
    await expect(signIn(ada.email, Array.from(chosen).slice(0, -1).join(''))).rejects.toMatchObject(wrong);
    await signIn(ada.email, chosen);
    current = chosen;
  }
});
