import { afterAll, beforeAll, expect, test } from 'vitest';
import { addedRows } from '../../../test/counts.ts';
import { anAddress, anonymousCall, aUser, callBy, createTestUsers, mailedProof, mailsTo, password, type TestUsers } from '../../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

const signIn = (email: string) => house.users.services.signIn({ email, password }, anonymousCall);

test('another address is proved by its mailbox, and the old one is told', async () => {
  const { users, mailbox } = house;
  const ada = await aUser(users, mailbox);
  const email = anAddress();
  const typed = email.replace('person', 'Person');
  expect(await users.services.changeEmail({ email: typed }, ada.call)).toEqual({ status: 'accepted' });
  expect((await users.selectors.getMe({}, ada.call)).email).toBe(ada.email);
  const { code } = await mailedProof(mailbox, typed);
  expect(await users.services.verifyEmailChange({ code }, ada.call)).toMatchObject({ id: ada.session.user.id, email: typed, version: 2 });

  expect((await signIn(email)).user.id).toBe(ada.session.user.id);
  await expect(signIn(ada.email)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  const [, notice] = await mailsTo(mailbox, ada.email, 2);
  expect(notice?.subject).toBe('The address of your account has been changed');
  expect(`${notice?.text ?? ''}${notice?.html ?? ''}`).not.toContain(email);

  await users.services.signUp({ email: ada.email, password, name: 'Ada' }, anonymousCall);
  const next = await users.services.verifyEmail(await mailedProof(mailbox, ada.email, 3).then(({ token }) => ({ token })), anonymousCall);
  expect(next.user.id).not.toBe(ada.session.user.id);
});

test('8. wanting the address of somebody else looks as any other; its owner is told, and nothing changes', async () => {
  const { users, mailbox } = house;
  const [ada, bob] = [await aUser(users, mailbox), await aUser(users, mailbox)];
  const free = anAddress();
  const still = await createTestUsers({ worker: false, database: house.database });
  await users.worker.stop();
  const ask = (email: string) => addedRows(house.sql, () => still.users.services.changeEmail({ email }, ada.call));
  await ask(anAddress());
  const [forFree, forTaken] = [await ask(free), await ask(bob.email)];
  // The counter of Bob's address is there already, from his sign-up.
  expect({ ...forFree, guards: 0 }).toEqual({ ...forTaken, guards: 0 });
  await users.worker.start([users]);
  await still.close();

  const [, notice] = await mailsTo(mailbox, bob.email, 2);
  expect(notice).toMatchObject({ subject: 'This address already has an account', code: null, token: null });
  await expect(users.services.verifyEmailChange({ code: '12345678' }, ada.call)).rejects.toMatchObject({ code: 'users.invalid_code' });
  expect((await users.selectors.getMe({}, ada.call)).email).toBe(ada.email);
});

test('an address that has become somebody’s meanwhile stays theirs', async () => {
  const { users, mailbox } = house;
  const ada = await aUser(users, mailbox);
  const email = anAddress();
  await users.services.changeEmail({ email }, ada.call);
  const { code } = await mailedProof(mailbox, email);
  const token = (await house.sql<{ count: number }[]>`select count(*)::int as count from users.one_time_tokens where canonical = ${email}`)[0];
  expect(token?.count).toBe(1);
  await house.sql`update users.email_addresses set canonical = ${email} where user_id = (select user_id from users.email_addresses where canonical = ${(await aUser(users, mailbox)).email})`;
  await expect(users.services.verifyEmailChange({ code }, ada.call)).rejects.toMatchObject({ code: 'users.invalid_code' });
  expect((await callBy(users, ada.session.token)).actor.userId).toBe(ada.session.user.id);
  expect((await users.selectors.getMe({}, ada.call)).email).toBe(ada.email);
});
