import { expect, test } from 'vitest';
import { type Actor, ownersWith, requirePermission, requireSession, requireUser, type UserActor } from './actor.ts';
import { defineErrors } from './errors.ts';

const { thingNotFound } = defineErrors('shop', { thingNotFound: { kind: 'not_found', message: 'No such thing.' } });
const grants = [
  { ownerId: 'org_a', permissions: ['things:read', 'things:write'] },
  { ownerId: 'org_b', permissions: ['other:read'] },
];
const key: Actor = { type: 'key', keyId: 'key_1', grants };
const anonymous: Actor = { type: 'anonymous' };
const system: Actor = { type: 'system', name: 'billing.openAccount' };
const check = (actor: Actor, ownerId: string) => () => { requirePermission(actor, 'things:write', ownerId, thingNotFound); };
const refusal = (code: string): unknown => expect.objectContaining({ code });

test('a grant with the permission passes', () => {
  expect(check(key, 'org_a')).not.toThrow();
});

test('a grant without the permission is forbidden, no grant at all is not found', () => {
  expect(check(key, 'org_b')).toThrow(refusal('access.forbidden'));
  expect(check(key, 'org_c')).toThrow(refusal('shop.thing_not_found'));
});

test('nobody is asked to authenticate, the system passes', () => {
  expect(check(anonymous, 'org_a')).toThrow(refusal('access.unauthenticated'));
  expect(check(system, 'org_a')).not.toThrow();
});

test('a list shows the owners that let the actor read', () => {
  expect(ownersWith(key, 'things:read')).toEqual(['org_a']);
  expect(ownersWith(key, 'things:read', 'org_a')).toEqual(['org_a']);
});

test('a stranger’s owner is an empty list, an own one without the permission is forbidden', () => {
  expect(ownersWith(key, 'things:read', 'org_c')).toEqual([]);
  expect(() => ownersWith(key, 'things:read', 'org_b')).toThrow(refusal('access.forbidden'));
});

test('a key is nobody’s session, and an access token is less than one', () => {
  const user: UserActor = { type: 'user', userId: 'user_1', sessionId: 'sess_1', authenticatedAt: '2027-01-01T12:00:00.000Z', factors: ['password'], operator: false, grants };
  expect(requireUser({ ...user, accessToken: true }).userId).toBe('user_1');
  expect(requireSession(user)).toBe(user);
  expect(() => requireSession({ ...user, accessToken: true })).toThrow(refusal('access.sessions_only'));
  expect(() => requireUser(key)).toThrow(refusal('access.sessions_only'));
  expect(() => requireUser(anonymous)).toThrow(refusal('access.unauthenticated'));
});
