import { afterAll, beforeAll, expect, test } from 'vitest';
import { addedRows, auditOf, refusalOf } from '../../../test/counts.ts';
import { anAddress, anonymousCall, aUser, callBy, createTestUsers, mailedProof, mailsTo, password, type TestUsers } from '../../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

const next = 'quite another password';
const reset = (input: { email: string; code: string } | { token: string }, secret = next) => house.users.services.resetPassword({ ...input, password: secret }, anonymousCall);
const signIn = (email: string, secret: string) => house.users.services.signIn({ email, password: secret }, anonymousCall);

test('5. a reset ends every session and tells the owner; the old password is wrong from then on', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const second = await signIn(ada.email, password);
  await house.users.services.forgotPassword({ email: ada.email.toUpperCase() }, anonymousCall);
  const { code } = await mailedProof(house.mailbox, ada.email, 2);
  await reset({ email: ada.email, code });

  for (const { token } of [ada.session, second]) await expect(callBy(house.users, token)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  await expect(signIn(ada.email, password)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  expect((await signIn(ada.email, next)).user).toEqual(ada.session.user);
  const [, , notice] = await mailsTo(house.mailbox, ada.email, 3);
  expect(notice?.subject).toBe('Your password has been changed');
});

test('5. an operator may start a reset, and neither learns the code nor sets a password', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const operator = { ...ada.call, actor: { ...ada.call.actor, operator: true } } as typeof ada.call;
  const start = house.users.services.startPasswordReset;
  await expect(start({ userId: ada.session.user.id }, ada.call)).rejects.toMatchObject({ code: 'access.operators_only' });
  await expect(start({ userId: 'user_01h2xcejqtf2nbrexx3vqjhp41' }, operator)).rejects.toMatchObject({ code: 'users.user_not_found' });
  expect(await start({ userId: ada.session.user.id }, operator)).toEqual({ status: 'accepted' });
  const { token } = await mailedProof(house.mailbox, ada.email, 2);
  await reset({ token });
  expect((await signIn(ada.email, next)).user).toEqual(ada.session.user);
  const [row] = await auditOf(house.sql, 'users.startPasswordReset');
  expect(row).toMatchObject({ outcome: 'success', target: ada.session.user.id });
});

test('a password that the policy refuses spends nothing', async () => {
  const ada = await aUser(house.users, house.mailbox);
  await house.users.services.forgotPassword({ email: ada.email }, anonymousCall);
  const { token } = await mailedProof(house.mailbox, ada.email, 2);
  const localPart = ada.email.split('@')[0] ?? '';
  for (const [secret, code] of [['passwordpassword', 'password_too_common'], [`my ${localPart} password`, 'password_personal'], ['fourteen chars', 'password_too_short']] as const) {
    await expect(reset({ token }, secret)).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/password', code }] });
  }
  await reset({ token });
});

test('8. a known and an unknown address leave the same rows, whether for a reset or for a link', async () => {
  const still = await createTestUsers({ worker: false, database: house.database });
  const known = (await aUser(house.users, house.mailbox)).email;
  await house.users.worker.stop();
  for (const service of [still.users.services.forgotPassword, still.users.services.requestMagicLink]) {
    const answers: unknown[] = [];
    const rows = [];
    still.clock.advance({ hours: 1 });
    for (const email of [known, anAddress()]) {
      await still.users.services.forgotPassword({ email }, anonymousCall);
      rows.push(await addedRows(house.sql, async () => answers.push(await service({ email }, anonymousCall))));
    }
    expect(answers).toEqual([{ status: 'accepted' }, { status: 'accepted' }]);
    expect(rows[0]).toEqual(rows[1]);
    expect(rows[0]).toEqual({ audit_details: 1, audit_events: 1, outbox: 1 });
  }
  await house.users.worker.start([house.users]);
  await still.close();
});

test('28. one address gets four mails an hour from all routes together, and one kept for a notice, known or not, and nobody can tell from the answers', async () => {
  const still = await createTestUsers({ worker: false });
  const { forgotPassword, requestMagicLink, resendVerification, signUp } = still.users.services;
  const email = anAddress();
  const ask = [
    () => signUp({ email, password, name: 'Ada' }, anonymousCall),
    () => forgotPassword({ email }, anonymousCall),
    () => requestMagicLink({ email }, anonymousCall),
    () => resendVerification({ email }, anonymousCall),
  ];
  const answers = await Promise.all([...ask, ...ask, ...ask].map((one) => one()));
  expect(answers).toHaveLength(12);
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"status":"accepted"}']));
  const [asked] = await still.sql<{ count: number }[]>`select count(*)::int as count from users.outbox where type = 'users.mail_requested'`;
  expect(asked?.count).toBe(4);
  await still.close();
});

test('26. codes guessed from one client are held after ten, and the account does not lock', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const from = { ...anonymousCall, client: { ip: '203.0.113.77' } };
  const guess = () => refusalOf(house.users.services.signInByMagicLink({ email: ada.email, code: '00000000' }, from));
  for (let time = 1; time <= 10; time += 1) expect(await guess()).toMatchObject({ code: 'users.invalid_code' });
  expect(await guess()).toMatchObject({ code: 'users.too_many_attempts', data: { retryAfter: 60 } });
  expect((await signIn(ada.email, password)).user).toEqual(ada.session.user);
});

test('26. an account that failed sign-ins have locked opens with a mailed link, and the password works again', async () => {
  const ada = await aUser(house.users, house.mailbox);
  for (let time = 1; time <= 5; time += 1) await refusalOf(signIn(ada.email, 'not the password of anyone'));
  await expect(signIn(ada.email, password)).rejects.toMatchObject({ code: 'users.too_many_attempts' });
  await house.users.services.requestMagicLink({ email: ada.email }, anonymousCall);
  const { token } = await mailedProof(house.mailbox, ada.email, 2);
  const session = await house.users.services.signInByMagicLink({ token }, anonymousCall);
  expect((await callBy(house.users, session.token)).actor.userId).toBe(ada.session.user.id);
  expect((await signIn(ada.email, password)).user).toEqual(ada.session.user);
});
