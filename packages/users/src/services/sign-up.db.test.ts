import { afterAll, beforeAll, expect, test } from 'vitest';
import { addedRows } from '../../test/counts.ts';
import { anAddress, anonymousCall, aUser, createTestUsers, mailedCode, mailsTo, password, quickHasher, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
/** The same without a worker, so that nothing but the call itself adds rows. */
let still: TestUsers;
let hashed = 0;
beforeAll(async () => {
  house = await createTestUsers();
  const quick = quickHasher();
  const hasher = { ...quick, hash: (text: string) => ((hashed += 1), quick.hash(text)) };
  still = await createTestUsers({ worker: false, hasher, database: house.database });
});
afterAll(async () => {
  await still.close();
  await house.close();
});

test('8. a known and an unknown address get the same answer, cost one hash each and leave the same rows', async () => {
  const { sql } = house;
  const known = (await aUser(house.users, house.mailbox)).email;
  await house.users.worker.stop();
  const signUp = async (email: string) => {
    const before = hashed;
    let answer: unknown;
    const rows = await addedRows(sql, async () => {
      answer = await still.users.services.signUp({ email, password, name: 'Eve' }, anonymousCall);
    });
    return { answer, rows, hashes: hashed - before };
  };
  const unknown = anAddress();
  await still.users.services.resendVerification({ email: unknown }, anonymousCall);
  const [forUnknown, forKnown] = [await signUp(unknown), await signUp(known.toUpperCase())];
  expect(forKnown).toEqual(forUnknown);
  expect(forUnknown).toEqual({ answer: { status: 'accepted' }, hashes: 1, rows: { audit_details: 1, audit_events: 1, outbox: 1, sign_ups: 1 } });

  const resend = (email: string) => addedRows(sql, () => still.users.services.resendVerification({ email }, anonymousCall));
  expect(await resend(known)).toEqual(await resend(unknown));
  await house.users.worker.start([house.users]);
});

test('9. what is mailed is asked for by ids alone, in the transaction of the sign-up', async () => {
  const email = anAddress();
  await house.users.services.signUp({ email, password, name: 'Ada' }, anonymousCall);
  const [signUp] = await house.sql<{ id: string }[]>`select id from users.sign_ups where canonical = ${email}`;
  const events = await house.sql<{ payload: string }[]>`select payload::text as payload from users.outbox where type = 'users.mail_requested'`;
  expect(events.length).toBeGreaterThan(0);
  for (const { payload } of events) expect(Object.keys(JSON.parse(payload) as object).sort()).toEqual(['purpose', 'signUpId', 'userId']);
  expect(signUp).toBeDefined();
  expect(events.map(({ payload }) => payload).join()).not.toContain('@');
});

test('8. the owner of a known address is told that somebody tried, and nothing about the account changes', async () => {
  const ada = await aUser(house.users, house.mailbox);
  await house.users.services.signUp({ email: ada.email.toUpperCase(), password: 'a password of somebody else', name: 'Eve' }, anonymousCall);
  const [, notice] = await mailsTo(house.mailbox, ada.email, 2);
  expect(notice?.subject).toBe('You already have an account');
  expect(notice?.text).toContain('https://app.example.com/account#action=sign-in');
  expect(`${notice?.text ?? ''}${notice?.html ?? ''}`).not.toMatch(/\d{6}|Eve/);
  const session = await house.users.services.signIn({ email: ada.email, password }, anonymousCall);
  expect(session.user).toEqual(ada.session.user);
});

test('9. a slow mail server slows down no answer', async () => {
  const email = anAddress();
  house.mailbox.setFaults({ delayMilliseconds: 3_000 });
  const started = performance.now();
  await house.users.services.signUp({ email, password, name: 'Ada' }, anonymousCall);
  expect(performance.now() - started).toBeLessThan(2_500);
  expect(await mailsTo(house.mailbox, email)).toHaveLength(1);
  house.mailbox.setFaults({});
});

test('9. a mail that the server refuses for now is sent later, with a code that works', async () => {
  const email = anAddress();
  house.mailbox.setFaults({ refuse: 451 });
  await house.users.services.signUp({ email, password, name: 'Ada' }, anonymousCall);
  await new Promise((resolve) => setTimeout(resolve, 500));
  house.mailbox.setFaults({});
  const code = await mailedCode(house.mailbox, email);
  expect((await house.users.services.verifyEmail({ email, code }, anonymousCall)).user.email).toBe(email);
});

test('28. an address gets four mails an hour that are asked for, whoever asks, and the answer does not change', async () => {
  const email = anAddress();
  for (let time = 1; time <= 3; time += 1) await house.users.services.signUp({ email, password, name: 'Ada' }, anonymousCall);
  for (let time = 4; time <= 8; time += 1) {
    expect(await house.users.services.resendVerification({ email: email.toUpperCase() }, anonymousCall)).toEqual({ status: 'accepted' });
  }
  await mailsTo(house.mailbox, email, 4);
  house.clock.advance({ minutes: 59 });
  await house.users.services.resendVerification({ email }, anonymousCall);
  house.clock.advance({ minutes: 2 });
  await house.users.services.resendVerification({ email }, anonymousCall);
  expect(await mailsTo(house.mailbox, email, 5)).toHaveLength(5);
});
