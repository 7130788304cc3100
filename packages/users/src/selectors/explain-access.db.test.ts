import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMember, anOrganization, aUser, createTestUsers, type TestUsers } from '../../testing/index.ts';
import { usersPermissions } from '../permissions.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers({ permissions: [...usersPermissions, 'billing:invoices:read'] });
});
afterAll(() => house.close());

test('38 a right is answered with what decides it: a built-in role, a role of the organization, no membership', async () => {
  const { users, mailbox } = house;
  const owner = await aUser(users, mailbox);
  const { organization, call } = await anOrganization(users, owner);
  const organizationId = organization.id;
  await users.services.createRole({ organizationId, key: 'clerk', name: 'Clerk', permissions: ['billing:invoices:read'] }, call);
  const [clerk, stranger] = [await aMember(users, mailbox, organizationId, call, 'clerk'), await aUser(users, mailbox)];
  const why = ({ session }: typeof owner, permission: string) => users.selectors.explainAccess({ organizationId, user: session.user.id, permission }, call);

  expect(await why(owner, 'users:roles:write')).toMatchObject({ allowed: true, decidedBy: 'role', role: 'owner', builtIn: true });
  expect(await why(clerk, 'billing:invoices:read')).toMatchObject({ allowed: true, decidedBy: 'role', role: 'clerk', builtIn: false });
  expect(await why(clerk, 'users:roles:write')).toEqual({
    userId: clerk.session.user.id,
    permission: 'users:roles:write',
    allowed: false,
    decidedBy: 'role',
    role: 'clerk',
    builtIn: false,
    explanation: `${clerk.session.user.id} is a member of ${organizationId} with the role clerk, which lacks users:roles:write.`,
  });
  const nobody = { allowed: false, decidedBy: 'noMembership', role: null, builtIn: null };
  expect(await why(stranger, 'users:roles:write')).toMatchObject(nobody);
  expect(await users.selectors.explainAccess({ organizationId, user: 'user_01h2xcejqtf2nbrexx3vqjhp41', permission: 'x' }, call)).toMatchObject(nobody);
});

test('38 the answer is what the next request finds', async () => {
  const { users, mailbox } = house;
  const { organization, call } = await anOrganization(users, await aUser(users, mailbox));
  const organizationId = organization.id;
  const member = await aMember(users, mailbox, organizationId, call, 'member');
  for (const permission of [...usersPermissions, 'billing:invoices:read', 'no:such:permission']) {
    const { allowed } = await users.selectors.explainAccess({ organizationId, user: member.session.user.id, permission }, call);
    expect([permission, allowed]).toEqual([permission, member.actor.grants[0]?.permissions.includes(permission)]);
  }
  await expect(users.selectors.explainAccess({ organizationId, user: member.session.user.id, permission: 'x' }, (await aUser(users, mailbox)).call)).rejects.toMatchObject({ code: 'users.organization_not_found' });
});
