import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowCounts } from '../../../test/counts.ts';
import { anAddress, anonymousCall, aUser, createTestUsers, quickHasher, type TestUsers } from '../../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers({ hasher: quickHasher({ peppers: [{ version: 1, key: 'the pepper of before' }, { version: 2, key: 'the pepper of today' }] }) });
});
afterAll(() => house.close());

const importer = { actor: { type: 'system', name: 'importer' } } as const;
const secret = 'abc';
const bcrypt = '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i';
const storedHash = async (email: string) =>
  (await house.sql<{ hash: string }[]>`select c.hash from users.credentials c join users.email_addresses a using (user_id) where a.canonical = ${email}`)[0]?.hash;

test('2. an imported user signs in with the password of before, and from then on its hash is ours', async () => {
  const { importUser, signIn } = house.users.services;
  const email = anAddress();
  const user = await importUser({ email, name: 'Ada', passwordHash: bcrypt }, importer);
  await expect(signIn({ email, password: 'abd' }, anonymousCall)).rejects.toMatchObject({ code: 'users.invalid_credentials' });
  expect(await storedHash(email)).toBe(bcrypt);
  expect((await signIn({ email, password: secret }, anonymousCall)).user).toEqual(user);
  expect(await storedHash(email)).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1,keyid=Mg\$/);
  await signIn({ email, password: secret }, anonymousCall);
});

test('1. a password under an older pepper is hashed under the newest at the next sign-in', async () => {
  const email = anAddress();
  const before = await quickHasher({ peppers: [{ version: 1, key: 'the pepper of before' }] }).hash(secret);
  await house.users.services.importUser({ email, name: 'Ada', passwordHash: before }, importer);
  await house.users.services.signIn({ email, password: secret }, anonymousCall);
  const after = await storedHash(email);
  expect([before.includes('keyid=MQ$'), after?.includes('keyid=Mg$')]).toEqual([true, true]);
  await house.users.services.signIn({ email, password: secret }, anonymousCall);
  expect(await storedHash(email)).toBe(after);
});

test('only the system and operators import, only what is a hash, and only for an address that nobody has', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const { importUser } = house.users.services;
  const input = { email: anAddress(), name: 'Bob', passwordHash: bcrypt };
  const before = await rowCounts(house.sql);
  await expect(importUser(input, ada.call)).rejects.toMatchObject({ code: 'access.operators_only' });
  await expect(importUser({ ...input, passwordHash: 'a password in the clear' }, importer)).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/passwordHash' }] });
  await expect(importUser({ ...input, email: ada.email }, importer)).rejects.toMatchObject({ code: 'users.email_taken' });
  expect(await rowCounts(house.sql)).toEqual(before);
});
