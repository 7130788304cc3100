import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMember, anOrganization, aUser, callBy, createTestUsers, mailedToken, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

test('a new name raises the version, for whoever expects the one before', async () => {
  const { services } = house.users;
  const { organization, call } = await anOrganization(house.users, await aUser(house.users, house.mailbox));
  const organizationId = organization.id;
  const renamed = await services.updateOrganization({ organizationId, name: 'Difference Engines' }, { ...call, expectedVersions: [1] });
  expect(renamed).toEqual({ ...organization, name: 'Difference Engines', version: 2 });
  await expect(services.updateOrganization({ organizationId, name: 'Late' }, { ...call, expectedVersions: [1] })).rejects.toMatchObject({ code: 'request.precondition_failed' });
  expect(await services.updateOrganization({ organizationId }, call)).toEqual(renamed);
});

test('a deleted organization is gone for everyone at the next request, and billing is told once', async () => {
  const { users, mailbox, sql } = house;
  const owner = await aUser(users, mailbox);
  const { organization, call } = await anOrganization(users, owner);
  const organizationId = organization.id;
  const admin = await aMember(users, mailbox, organizationId, call, 'admin');
  const guest = await aUser(users, mailbox);
  await users.services.createRole({ organizationId, key: 'support', name: 'Support', permissions: [] }, call);
  await users.services.createInvitation({ organizationId, email: guest.email, role: 'support' }, call);
  const token = await mailedToken(mailbox, guest.email, 2);

  await expect(users.services.deleteOrganization({ organizationId }, admin.call)).rejects.toMatchObject({ code: 'access.forbidden' });
  expect(await users.services.deleteOrganization({ organizationId }, call)).toEqual({});
  expect((await callBy(users, owner.session.token)).actor.grants).toEqual([]);
  expect((await users.selectors.listOrganizations({}, await callBy(users, admin.session.token))).data).toEqual([]);
  await expect(users.services.acceptInvitation({ token }, guest.call)).rejects.toMatchObject({ code: 'users.invalid_invitation' });
  // Whoever was authenticated just before finds nothing either.
  await expect(users.services.deleteOrganization({ organizationId }, call)).rejects.toMatchObject({ code: 'users.organization_not_found' });
  await expect(users.selectors.getOrganization({ organizationId }, call)).rejects.toMatchObject({ code: 'users.organization_not_found' });
  const events = await sql`select 1 from users.outbox where type = 'users.organization_deleted' and payload->>'organizationId' = ${organizationId}`;
  expect(events).toHaveLength(1);
});

test('whoever accepts while the organization is deleted becomes a member of nothing', async () => {
  const { users, mailbox, sql } = house;
  for (let round = 0; round < 5; round += 1) {
    const { organization, call } = await anOrganization(users, await aUser(users, mailbox));
    const guest = await aUser(users, mailbox);
    await users.services.createInvitation({ organizationId: organization.id, email: guest.email, role: 'member' }, call);
    const token = await mailedToken(mailbox, guest.email, 2);
    await Promise.allSettled([users.services.acceptInvitation({ token }, guest.call), users.services.deleteOrganization({ organizationId: organization.id }, call)]);
    expect((await callBy(users, guest.session.token)).actor.grants).toEqual([]);
  }
  const left = await sql`select 1 from users.memberships m join users.organizations o on o.id = m.organization_id where o.deleted_at is not null`;
  expect(left).toHaveLength(0);
});
