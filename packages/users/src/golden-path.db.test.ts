import { afterAll, beforeAll, expect, test } from 'vitest';
import { usersPermissions } from './permissions.ts';
import { anAddress, anonymousCall, callBy, createTestUsers, mailedCode, password, type TestUsers } from '../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

test('a person signs up, confirms the address, signs in and makes an organization', async () => {
  const { users, mailbox } = house;
  const email = anAddress();
  expect(await users.services.signUp({ email, password, name: 'Ada' }, anonymousCall)).toEqual({ status: 'accepted' });

  const code = await mailedCode(mailbox, email);
  const first = await users.services.verifyEmail({ email, code }, anonymousCall);
  expect(first).toMatchObject({ token: expect.stringMatching(/^pls_/) as string, user: { email, name: 'Ada' } });

  const second = await users.services.signIn({ email, password }, anonymousCall);
  expect(second.token).not.toBe(first.token);
  const call = await callBy(users, second.token);
  expect(call.actor).toMatchObject({ type: 'user', userId: first.user.id, operator: false, grants: [] });
  expect(await users.selectors.getMe({}, call)).toEqual({ id: first.user.id, email, name: 'Ada', createdAt: '2027-01-01T12:00:00.000Z', version: 1 });

  const organization = await users.services.createOrganization({ name: 'Engines' }, call);
  expect(organization).toMatchObject({ id: expect.stringMatching(/^org_/) as string, name: 'Engines', role: 'owner', version: 1 });
  const asOwner = await callBy(users, second.token);
  expect(asOwner.actor.grants).toEqual([{ ownerId: organization.id, permissions: [...usersPermissions] }]);
  expect(await users.selectors.getOrganization({ organizationId: organization.id }, asOwner)).toEqual(organization);
  expect(await users.selectors.listOrganizations({}, asOwner)).toEqual({ data: [organization], nextCursor: null });

  await users.services.signOut({}, asOwner);
  await expect(callBy(users, second.token)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  expect((await callBy(users, first.token)).actor.userId).toBe(first.user.id);
});
