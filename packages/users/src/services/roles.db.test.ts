import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMember, anOrganization, aUser, callBy, createTestUsers, type TestUser, type TestUsers } from '../../testing/index.ts';
import { usersPermissions } from '../permissions.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers({ permissions: [...usersPermissions, 'billing:invoices:read', 'billing:subscriptions:write'], config: { mailsPerAddress: 100 } });
});
afterAll(() => house.close());

async function aTeam() {
  const { organization, call } = await anOrganization(house.users, await aUser(house.users, house.mailbox));
  const join = (role: string) => aMember(house.users, house.mailbox, organization.id, call, role);
  return { organizationId: organization.id, call, join };
}
const anew = async ({ session }: TestUser) => callBy(house.users, session.token);
const permissions = ['users:members:read', 'billing:invoices:read'];

test('32 a role is defined at run time from permissions of all modules, and whoever has it has just those', async () => {
  const { organizationId, call, join } = await aTeam();
  const made = await house.users.services.createRole({ organizationId, key: 'support', name: 'Support', permissions: [...permissions, ...permissions] }, call);
  expect(made).toEqual({ key: 'support', name: 'Support', permissions, builtIn: false, version: 1 });
  expect((await join('support')).actor.grants).toEqual([{ ownerId: organizationId, permissions }]);
});

test('32 a change of a role bites on the next request of whoever has it', async () => {
  const { services, selectors } = house.users;
  const { organizationId, call, join } = await aTeam();
  await services.createRole({ organizationId, key: 'support', name: 'Support', permissions }, call);
  const member = await join('support');
  expect((await selectors.listMembers({ organizationId }, await anew(member))).data).toHaveLength(2);
  const changed = await services.updateRole({ organizationId, role: 'support', permissions: ['users:roles:read'] }, call);
  expect(changed).toMatchObject({ name: 'Support', permissions: ['users:roles:read'], version: 2 });
  await expect(selectors.listMembers({ organizationId }, await anew(member))).rejects.toMatchObject({ code: 'access.forbidden' });
  expect((await selectors.listRoles({ organizationId }, await anew(member))).data.map(({ key }) => key)).toEqual(['admin', 'billing', 'member', 'owner', 'support']);
});

test('32 nobody grants a permission that they do not hold: not by a role, a change of one, a membership or an invitation', async () => {
  const { services } = house.users;
  const { organizationId, call, join } = await aTeam();
  const held = ['users:roles:read', 'users:roles:write', 'users:members:read', 'users:members:write', 'users:invitations:write'];
  await services.createRole({ organizationId, key: 'hr', name: 'People', permissions: held }, call);
  await services.createRole({ organizationId, key: 'money', name: 'Money', permissions: ['billing:subscriptions:write'] }, call);
  const hr = await join('hr');
  const forbidden = (permission: string) => ({ code: 'access.forbidden', data: { permission } });
  const more = [...held, 'billing:subscriptions:write'];
  await expect(services.createRole({ organizationId, key: 'boss', name: 'Boss', permissions: more }, hr.call)).rejects.toMatchObject(forbidden('billing:subscriptions:write'));
  await expect(services.updateRole({ organizationId, role: 'hr', permissions: more }, hr.call)).rejects.toMatchObject(forbidden('billing:subscriptions:write'));
  await expect(services.updateRole({ organizationId, role: 'money', permissions: [] }, hr.call)).rejects.toMatchObject(forbidden('billing:subscriptions:write'));
  await expect(services.deleteRole({ organizationId, role: 'money' }, hr.call)).rejects.toMatchObject(forbidden('billing:subscriptions:write'));
  for (const role of ['money', 'admin', 'owner']) {
    await expect(services.updateMember({ organizationId, userId: hr.session.user.id, role }, hr.call)).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(services.createInvitation({ organizationId, email: 'x@example.com', role }, hr.call)).rejects.toMatchObject({ code: 'access.forbidden' });
  }
  expect(await services.createRole({ organizationId, key: 'reader', name: 'Reader', permissions: ['users:members:read'] }, hr.call)).toMatchObject({ key: 'reader' });
  expect((await anew(hr)).actor.grants).toEqual([{ ownerId: organizationId, permissions: held }]);
});

test('unknown permissions are refused by their place, and a key is taken once', async () => {
  const { services } = house.users;
  const { organizationId, call } = await aTeam();
  const create = (key: string, given: string[]) => services.createRole({ organizationId, key, name: 'Role', permissions: given }, call);
  await expect(create('role', ['users:members:read', 'users:planets:move'])).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/permissions/1', code: 'unknown_permission' }] });
  await expect(create('owner', [])).rejects.toMatchObject({ code: 'users.role_taken' });
  const racing = await Promise.allSettled(Array.from({ length: 5 }, () => create('role', [])));
  expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const key of ['Role', '1st', '', 'a b', 'x'.repeat(41)]) await expect(create(key, [])).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/key' }] });
});

test('built-in roles stay, and a role that somebody has does too', async () => {
  const { services, selectors } = house.users;
  const { organizationId, call, join } = await aTeam();
  await expect(services.updateRole({ organizationId, role: 'member', permissions: [] }, call)).rejects.toMatchObject({ code: 'users.role_built_in' });
  await expect(services.deleteRole({ organizationId, role: 'owner' }, call)).rejects.toMatchObject({ code: 'users.role_built_in' });
  await expect(services.deleteRole({ organizationId, role: 'support' }, call)).rejects.toMatchObject({ code: 'users.role_not_found' });
  await services.createRole({ organizationId, key: 'support', name: 'Support', permissions }, call);
  const member = await join('support');
  await expect(services.deleteRole({ organizationId, role: 'support' }, call)).rejects.toMatchObject({ code: 'users.role_in_use' });
  await services.removeMember({ organizationId, userId: member.session.user.id }, call);
  expect(await services.deleteRole({ organizationId, role: 'support' }, call)).toEqual({});
  await expect(selectors.getRole({ organizationId, role: 'support' }, call)).rejects.toMatchObject({ code: 'users.role_not_found' });
});

test('a role that is deleted while somebody gets it is either kept or not given', async () => {
  const { services, selectors } = house.users;
  const { organizationId, call, join } = await aTeam();
  const member = await join('member');
  const userId = member.session.user.id;
  for (let round = 0; round < 10; round += 1) {
    await services.createRole({ organizationId, key: 'support', name: 'Support', permissions }, call).catch(() => undefined);
    const [given, deleted] = await Promise.allSettled([services.updateMember({ organizationId, userId, role: 'support' }, call), services.deleteRole({ organizationId, role: 'support' }, call)]);
    expect([given.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect((await selectors.getMember({ organizationId, userId }, call)).role).toBe(given.status === 'fulfilled' ? 'support' : 'member');
    await services.updateMember({ organizationId, userId, role: 'member' }, call);
  }
});

test('roles page in the order of their keys, built-in ones among them', async () => {
  const { services, selectors } = house.users;
  const { organizationId, call } = await aTeam();
  for (const key of ['zebra', 'auditor', 'clerk']) await services.createRole({ organizationId, key, name: key, permissions: [] }, call);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof selectors.listRoles>> = await selectors.listRoles({ organizationId, limit: 2, ...(cursor !== null && { cursor }) }, call);
    seen.push(...page.data.map(({ key }) => key));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(['admin', 'auditor', 'billing', 'clerk', 'member', 'owner', 'zebra']);
});
