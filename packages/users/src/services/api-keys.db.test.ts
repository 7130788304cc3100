import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anotherInstance, type Instance } from '../../test/instance.ts';
import { aKey, anOwner, authenticate } from '../../test/keys.ts';
import { createQueryLog } from '../../test/query-log.ts';
import { anonymousCall, callBy, createTestUsers, type TestUsers } from '../../testing/index.ts';
import { usersPermissions } from '../permissions.ts';

const permissions = [...usersPermissions, 'billing:usage:read', 'billing:usage:write'];

let house: TestUsers;
let elsewhere: Instance;
beforeAll(async () => {
  house = await createTestUsers({ permissions });
  elsewhere = anotherInstance(house, house.database.url, permissions);
});
afterAll(async () => {
  await elsewhere.close();
  await house.close();
});

const unauthenticated = { code: 'access.unauthenticated' };
const isDead = (key: string, ip?: string) => expect(authenticate(elsewhere, key, ip)).rejects.toMatchObject(unauthenticated);
const uuid = (email: string) => house.sql`(select user_id from users.email_addresses where canonical = ${email})`;

test('35. a key may do what its scopes and the rights of who made it both allow, and a change of role bites at once', async () => {
  const owner = await anOwner(house);
  const { key, id } = await aKey(house, owner, { scopes: ['billing:usage:write', 'billing:usage:read', 'users:owners:write'] });
  const grantsNow = async () => (await authenticate(elsewhere, key)).grants;
  expect(await authenticate(house, key)).toEqual({ type: 'key', keyId: id, grants: [{ ownerId: owner.organizationId, permissions: ['users:owners:write', 'billing:usage:read', 'billing:usage:write'] }] });
  const become = (role: string) => house.sql`update users.memberships set role = ${role} where user_id = ${uuid(owner.user.email)}`;
  await become('member');
  expect(await grantsNow()).toEqual([{ ownerId: owner.organizationId, permissions: ['billing:usage:read'] }]);
  await become('admin');
  expect(await grantsNow()).toEqual([{ ownerId: owner.organizationId, permissions: ['billing:usage:read', 'billing:usage:write'] }]);
  await house.sql`delete from users.memberships where user_id = ${uuid(owner.user.email)}`;
  await isDead(key);
});

test('35. a personal key acts for all organizations of its owner, an organization’s for that one', async () => {
  const owner = await anOwner(house);
  const second = await house.users.services.createOrganization({ name: 'Second' }, owner.call);
  const personal = await house.users.services.createApiKey({ name: 'Mine', scopes: ['users:members:read'] }, owner.call);
  const { key } = await aKey(house, owner);
  const ownersOf = async (text: string) => (await authenticate(house, text)).grants.map(({ ownerId }) => ownerId);
  expect(await ownersOf(personal.key ?? '')).toEqual([owner.organizationId, second.id].sort());
  expect(await ownersOf(key)).toEqual([owner.organizationId]);
  await house.sql`update users.users set banned_until = 'infinity' where id = ${uuid(owner.user.email)}`;
  for (const text of [personal.key ?? '', key]) await isDead(text);
});

test('35. a key is one statement, one that is mistyped is none, and its use is noted once a minute', async () => {
  const owner = await anOwner(house);
  const { key, id } = await aKey(house, owner);
  const log = await createQueryLog(house.database.url);
  const watched = anotherInstance(house, log.url, permissions);
  const { call } = owner;
  const lastUsed = async () => (await house.users.selectors.getOrganizationApiKey({ organizationId: owner.organizationId, keyId: id }, call)).lastUsedAt;
  expect(await lastUsed()).toBeNull();
  await authenticate(watched, key);
  await eventually(async () => expect(await lastUsed()).toBe(house.clock.now().toISOString()));
  log.take();
  for (let time = 0; time < 10; time += 1) await authenticate(watched, key);
  expect(log.take()).toHaveLength(10);
  await expect(authenticate(watched, `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`)).rejects.toMatchObject(unauthenticated);
  expect(log.take()).toEqual([]);
  await watched.close();
  await log.close();
});

test('35. a key ends when it expires, and works from its addresses alone', async () => {
  const owner = await anOwner(house);
  const ends = new Date(house.clock.now().getTime() + 60_000).toISOString();
  const { key } = await aKey(house, owner, { expiresAt: ends });
  const fixed = await aKey(house, owner, { allowedIps: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] });
  for (const ip of ['192.0.2.9', '::ffff:192.0.2.9', '2001:db8::1', '198.51.100.7']) expect((await authenticate(house, fixed.key, ip)).type).toBe('key');
  for (const ip of ['192.0.3.1', '2001:db9::1', '198.51.100.8', undefined]) await isDead(fixed.key, ip);
  expect((await authenticate(house, key)).type).toBe('key');
  house.clock.advance({ minutes: 1 });
  await isDead(key);
});

test('35. of fifty rotations at once one wins; both keys work for the overlap, then the new one alone', async () => {
  const owner = await anOwner(house);
  const { key, id } = await aKey(house, owner);
  const rotate = ({ users }: Pick<Instance, 'users'>) => users.services.rotateOrganizationApiKey({ organizationId: owner.organizationId, keyId: id, overlapSeconds: 3600 }, owner.call);
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => rotate(index % 2 === 0 ? house : elsewhere)));
  const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(won).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'users.rotation_under_way', kind: 'conflict' });
  const next = won[0]!.value;
  expect(next).toMatchObject({ id, version: 2, previousEndsAt: new Date(house.clock.now().getTime() + 3_600_000).toISOString() });
  for (const text of [key, next.key ?? '']) expect(await authenticate(elsewhere, text)).toMatchObject({ keyId: id });
  house.clock.advance({ hours: 1 });
  await isDead(key);
  expect(await authenticate(elsewhere, next.key ?? '')).toMatchObject({ keyId: id });
  const { call } = await anOwner(house);
  await expect(house.users.services.rotateApiKey({ keyId: id }, call)).rejects.toMatchObject({ code: 'users.api_key_not_found' });
  await house.users.services.revokeOrganizationApiKey({ organizationId: owner.organizationId, keyId: id }, owner.call);
  await isDead(next.key ?? '');
});

test('35. a key makes, rotates and revokes no key, and touches neither sessions nor credentials', async () => {
  const owner = await anOwner(house);
  const { key, id } = await aKey(house, owner, { scopes: permissions.filter((permission) => permission !== 'users:api-keys:write') });
  const call = { actor: await authenticate(house, key) };
  const { services, selectors } = house.users;
  const { organizationId } = owner;
  const attempts = [
    services.createApiKey({ name: 'x', scopes: ['billing:usage:write'] }, call),
    services.createOrganizationApiKey({ organizationId, name: 'x', scopes: ['billing:usage:write'] }, call),
    services.rotateOrganizationApiKey({ organizationId, keyId: id }, call),
    services.revokeOrganizationApiKey({ organizationId, keyId: id }, call),
    services.revokeSessions({}, call),
    services.revokeOtherSessions({}, call),
    services.stepUp({ password: 'x' }, call),
    services.signOut({}, call),
    selectors.listSessions({}, call),
    selectors.listApiKeys({}, call),
  ];
  const refused = await Promise.allSettled(attempts);
  expect(refused).toHaveLength(10);
  for (const outcome of refused) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: expect.stringMatching(/^access\.(?:sessions_only|forbidden)$/) as string, kind: 'forbidden' } });
});

test('35. scopes that no key can have, and an end that has passed, are named; nothing is stored', async () => {
  const owner = await anOwner(house);
  const wanted = { scopes: ['billing:usage:write', 'billing:everything', 'users:api-keys:write'], expiresAt: '2020-01-01T00:00:00Z' };
  await expect(aKey(house, owner, wanted)).rejects.toMatchObject({ kind: 'invalid', issues: [{ pointer: '/scopes/1', code: 'unknown_scope' }, { pointer: '/scopes/2' }, { pointer: '/expiresAt' }] });
  for (const allowedIps of [['10.0.0'], ['10.0.0.0/33'], ['example.com']]) await expect(aKey(house, owner, { allowedIps })).rejects.toMatchObject({ issues: [{ pointer: '/allowedIps/0' }] });
  expect((await house.users.selectors.listOrganizationApiKeys({ organizationId: owner.organizationId }, owner.call)).data).toEqual([]);
});

test("35. another organization's keys are not found, and a member without the permission makes none", async () => {
  const [owner, stranger] = [await anOwner(house), await anOwner(house)];
  const { id } = await aKey(house, owner);
  const { organizationId } = owner;
  const { services, selectors } = house.users;
  await expect(selectors.getOrganizationApiKey({ organizationId, keyId: id }, stranger.call)).rejects.toMatchObject({ code: 'users.organization_not_found' });
  await expect(selectors.getOrganizationApiKey({ organizationId: stranger.organizationId, keyId: id }, stranger.call)).rejects.toMatchObject({ code: 'users.api_key_not_found' });
  await expect(services.revokeOrganizationApiKey({ organizationId: stranger.organizationId, keyId: id }, stranger.call)).rejects.toMatchObject({ code: 'users.api_key_not_found' });
  await house.sql`update users.memberships set role = 'member' where user_id = ${uuid(owner.user.email)}`;
  const member = await callBy(house.users, owner.user.session.token);
  await expect(services.createOrganizationApiKey({ organizationId, name: 'x', scopes: ['billing:usage:write'] }, member)).rejects.toMatchObject({ code: 'access.forbidden' });
  expect((await selectors.listOrganizationApiKeys({ organizationId }, member)).data.map((row) => row.id)).toEqual([id]);
});

test('35. a repeated request with one Idempotency-Key makes one key, and shows it once', async () => {
  const owner = await anOwner(house);
  const create = () => house.users.services.createOrganizationApiKey(
    { organizationId: owner.organizationId, name: 'Once', scopes: ['billing:usage:write'] }, { ...owner.call, idempotencyKey: 'same' });
  const [first, second] = [await create(), await create()];
  expect(first.key).toMatch(/^plk_test_/);
  expect(second).toEqual({ ...first, key: null });
});

test('35. whoever finds a key can end it: it is revoked, its owner is told, and nonsense gets the same answer', async () => {
  const owner = await anOwner(house);
  const { key, id } = await aKey(house, owner);
  for (const text of ['nonsense', `${key.slice(0, -1)}x`, key, key]) expect(await house.users.services.reportLeakedKey({ key: text }, anonymousCall)).toEqual({ status: 'accepted' });
  await isDead(key);
  const mail = await eventually(() => {
    const [found] = house.mailbox.messages().filter(({ to, subject }) => to.includes(owner.user.email) && subject.includes('API key'));
    if (!found) throw new Error('No mail yet.');
    return found;
  }, 10_000);
  expect(mail.subject).toBe('An API key of yours leaked and was revoked');
  expect(mail.text).toContain(id);
  expect(mail.text).not.toContain(key.slice(-49));
  const from = { ...anonymousCall, client: { ip: '203.0.113.5' } };
  for (let time = 1; time <= 20; time += 1) await house.users.services.reportLeakedKey({ key: 'x' }, from);
  await expect(elsewhere.users.services.reportLeakedKey({ key: 'x' }, from)).rejects.toMatchObject({ code: 'users.too_many_attempts' });
});
