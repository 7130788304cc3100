import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf, rowCounts } from '../../test/counts.ts';
import { anAddress, anonymousCall, aUser, callBy, createTestUsers, password, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

const system = { actor: { type: 'system', name: 'plinth operator create' } } as const;

test('37 a new database has no account and no password', async () => {
  const fresh = await createTestUsers({ worker: false });
  const counts = await rowCounts(fresh.sql);
  expect([counts['users'], counts['credentials'], counts['email_addresses'], counts['sessions']]).toEqual([0, 0, 0, 0]);
  await fresh.close();
});

test('37 the system makes an operator, who signs in without a code for a day', async () => {
  const email = anAddress();
  const operator = await house.users.services.createOperator({ email, password }, system);
  expect(operator).toMatchObject({ email, name: 'Operator' });
  const session = await house.users.services.signIn({ email, password }, anonymousCall);
  expect(session.expiresAt).toBe('2027-01-02T12:00:00.000Z');
  expect((await callBy(house.users, session.token)).actor).toMatchObject({ userId: operator.id, operator: true, grants: [] });
  const rows = (await auditOf(house.sql, 'users.createOperator')).filter(({ target }) => target === operator.id);
  expect(rows).toEqual([{ outcome: 'success', actorType: 'system', actorId: 'plinth operator create', target: operator.id, requestId: null }]);
});

test('an address that somebody has is refused', async () => {
  const ada = await aUser(house.users, house.mailbox);
  await expect(house.users.services.createOperator({ email: ada.email.toUpperCase(), password }, system)).rejects.toMatchObject({ code: 'users.email_taken' });
  expect((await callBy(house.users, ada.session.token)).actor.operator).toBe(false);
});

test('nobody else makes operators, not even an operator', async () => {
  const ada = await aUser(house.users, house.mailbox);
  const input = { email: anAddress(), password };
  await expect(house.users.services.createOperator(input, anonymousCall)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  await expect(house.users.services.createOperator(input, { actor: { ...ada.actor, operator: true } })).rejects.toMatchObject({ code: 'access.forbidden' });
});
