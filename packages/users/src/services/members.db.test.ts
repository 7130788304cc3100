import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf } from '../../test/counts.ts';
import { aMember, anOrganization, aUser, callBy, createTestUsers, mailedToken, type TestUser, type TestUsers } from '../../testing/index.ts';
import { usersPermissions } from '../permissions.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers({ permissions: [...usersPermissions, 'billing:invoices:read', 'billing:subscriptions:write'], config: { mailsPerAddress: 100 } });
});
afterAll(() => house.close());

async function aTeam() {
  const { users, mailbox } = house;
  const owner = await aUser(users, mailbox);
  const { organization, call } = await anOrganization(users, owner);
  const join = (role: string) => aMember(users, mailbox, organization.id, call, role);
  return { owner, organizationId: organization.id, call, join };
}
const idOf = ({ session }: TestUser) => session.user.id;
const anew = async ({ session }: TestUser) => callBy(house.users, session.token);
const lastOwner = { code: 'users.last_owner' };

test('33 the last owner cannot leave, be removed or demoted', async () => {
  const { services, selectors } = house.users;
  const { owner, organizationId, call, join } = await aTeam();
  const admin = await join('admin');
  const userId = idOf(owner);
  await expect(services.removeMember({ organizationId, userId }, call)).rejects.toMatchObject(lastOwner);
  await expect(services.updateMember({ organizationId, userId, role: 'admin' }, call)).rejects.toMatchObject(lastOwner);
  await expect(services.removeMember({ organizationId, userId }, admin.call)).rejects.toMatchObject({ code: 'access.forbidden' });
  expect(await selectors.getMember({ organizationId, userId }, call)).toMatchObject({ role: 'owner', version: 1 });

  await services.updateMember({ organizationId, userId: idOf(admin), role: 'owner' }, call);
  await services.removeMember({ organizationId, userId }, call);
  await expect(services.removeMember({ organizationId, userId: idOf(admin) }, await anew(admin))).rejects.toMatchObject(lastOwner);
});

test('33 of two owners who leave, demote each other or themselves at once, one stays', async () => {
  const { services, selectors } = house.users;
  for (const race of ['leave', 'remove the other', 'demote the other', 'leave and demote'] as const) {
    const { owner, organizationId, join } = await aTeam();
    const other = await join('owner');
    const [first, second] = [await anew(owner), await anew(other)];
    const [a, b] = race.includes('other') ? [idOf(other), idOf(owner)] : [idOf(owner), idOf(other)];
    const end = (userId: typeof a, call: typeof first, demotes: boolean) =>
      demotes ? services.updateMember({ organizationId, userId, role: 'member' }, call) : services.removeMember({ organizationId, userId }, call);
    const outcomes = await Promise.allSettled([end(a, first, race === 'demote the other'), end(b, second, race.includes('demote'))]);
    expect([race, outcomes.map(({ status }) => status).sort()]).toEqual([race, ['fulfilled', 'rejected']]);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject(lastOwner);
    const remaining = (outcomes[0].status === 'fulfilled') === race.includes('other') ? first : second;
    const { data } = await selectors.listMembers({ organizationId }, remaining);
    expect(data.filter(({ role }) => role === 'owner')).toHaveLength(1);
  }
});

test('32 a change of role bites on the next request, in both directions', async () => {
  const { services } = house.users;
  const { organizationId, call, join } = await aTeam();
  const member = await join('member');
  const rename = async () => services.updateOrganization({ organizationId, name: 'Theirs' }, await anew(member));
  await expect(rename()).rejects.toMatchObject({ code: 'access.forbidden' });
  const promoted = await services.updateMember({ organizationId, userId: idOf(member), role: 'admin' }, call);
  expect(promoted).toMatchObject({ role: 'admin', version: 2 });
  expect(await rename()).toMatchObject({ name: 'Theirs', role: 'admin', version: 2 });
  await services.updateMember({ organizationId, userId: idOf(member), role: 'billing' }, call);
  await expect(rename()).rejects.toMatchObject({ code: 'access.forbidden' });
  await services.removeMember({ organizationId, userId: idOf(member) }, call);
  await expect(rename()).rejects.toMatchObject({ code: 'users.organization_not_found' });
});

test('an admin neither makes an owner nor removes one; a member changes nobody and leaves alone', async () => {
  const { services } = house.users;
  const { owner, organizationId, call, join } = await aTeam();
  const [admin, member, second] = [await join('admin'), await join('member'), await join('owner')];
  const forbidden = { code: 'access.forbidden', data: { permission: 'users:organizations:delete' } };
  await expect(services.updateMember({ organizationId, userId: idOf(member), role: 'owner' }, admin.call)).rejects.toMatchObject(forbidden);
  await expect(services.updateMember({ organizationId, userId: idOf(second), role: 'member' }, admin.call)).rejects.toMatchObject(forbidden);
  await expect(services.removeMember({ organizationId, userId: idOf(second) }, admin.call)).rejects.toMatchObject(forbidden);
  const denied = { code: 'access.forbidden', data: { permission: 'users:members:write' } };
  await expect(services.removeMember({ organizationId, userId: idOf(admin) }, member.call)).rejects.toMatchObject(denied);
  await expect(services.updateMember({ organizationId, userId: idOf(member), role: 'admin' }, member.call)).rejects.toMatchObject(denied);
  await services.removeMember({ organizationId, userId: idOf(member) }, member.call);
  await services.removeMember({ organizationId, userId: idOf(second) }, call);
  const left = (await house.users.selectors.listMembers({ organizationId }, call)).data.map(({ userId }) => userId);
  expect(left.toSorted()).toEqual([idOf(admin), idOf(owner)].sort());
});

test('a role that nobody knows is refused by its field; a change that is none leaves the version', async () => {
  const { services } = house.users;
  const { owner, organizationId, call } = await aTeam();
  const change = (role: string) => services.updateMember({ organizationId, userId: idOf(owner), role }, call);
  await expect(change('captain')).rejects.toMatchObject({ code: 'request.invalid', issues: [{ pointer: '/role', code: 'unknown_role' }] });
  expect(await change('owner')).toMatchObject({ version: 1 });
  expect(await services.updateMember({ organizationId, userId: idOf(owner) }, call)).toMatchObject({ version: 1 });
  const stale = { ...call, expectedVersions: [7] };
  await expect(services.updateMember({ organizationId, userId: idOf(owner), role: 'admin' }, stale)).rejects.toMatchObject({ code: 'request.precondition_failed' });
});

test('ownership goes to another member, and the owner becomes an admin', async () => {
  const { services } = house.users;
  const { owner, organizationId, call, join } = await aTeam();
  const [heir, stranger] = [await join('member'), await aUser(house.users, house.mailbox)];
  await expect(services.transferOrganization({ organizationId, userId: idOf(stranger) }, call)).rejects.toMatchObject({ code: 'users.member_not_found' });
  await expect(services.transferOrganization({ organizationId, userId: idOf(heir) }, heir.call)).rejects.toMatchObject({ code: 'access.forbidden' });
  expect(await services.transferOrganization({ organizationId, userId: idOf(heir) }, call)).toMatchObject({ id: organizationId, role: 'admin' });
  expect(await house.users.selectors.getOrganization({ organizationId }, await anew(heir))).toMatchObject({ role: 'owner' });
  await expect(services.removeMember({ organizationId, userId: idOf(heir) }, await anew(owner))).rejects.toMatchObject({ code: 'access.forbidden' });
});

test('43 a person is one row however many organizations, and members page by cursor without gaps', async () => {
  const { users, mailbox, sql } = house;
  const [first, second] = [await aTeam(), await aTeam()];
  const expected = [idOf(first.owner)];
  for (let index = 0; index < 5; index += 1) {
    house.clock.advance({ milliseconds: index % 2 });
    expected.unshift(idOf(await first.join('member')));
  }
  const traveller = await second.join('member');
  await users.services.createInvitation({ organizationId: first.organizationId, email: traveller.email, role: 'billing' }, first.call);
  await users.services.acceptInvitation({ token: await mailedToken(mailbox, traveller.email, 3) }, traveller.call);
  expected.unshift(idOf(traveller));

  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof users.selectors.listMembers>> = await users.selectors.listMembers({ organizationId: first.organizationId, limit: 2, ...(cursor !== null && { cursor }) }, first.call);
    seen.push(...page.data.map(({ userId }) => userId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen.toSorted()).toEqual(expected.toSorted());
  expect(seen).toHaveLength(7);

  const both = (await users.selectors.listOrganizations({}, await anew(traveller))).data.map(({ id, role }) => [id, role]);
  expect(both).toEqual([[second.organizationId, 'member'], [first.organizationId, 'billing']].sort(([a], [b]) => (a! < b! ? 1 : -1)));
  const rows = await sql<{ people: number }[]>`select count(distinct user_id)::int as people from users.email_addresses where canonical = ${traveller.email}`;
  expect(rows[0]?.people).toBe(1);
});

test('who changed whose role is in the audit, once', async () => {
  const { organizationId, call, join, owner } = await aTeam();
  const member = await join('member');
  await house.users.services.updateMember({ organizationId, userId: idOf(member), role: 'admin' }, call);
  const rows = (await auditOf(house.sql, 'users.updateMember')).filter(({ target }) => target === idOf(member));
  expect(rows).toEqual([{ outcome: 'success', actorType: 'user', actorId: idOf(owner), target: idOf(member), requestId: null }]);
});
