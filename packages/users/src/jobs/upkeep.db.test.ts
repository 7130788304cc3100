import { eventually } from '@plinth/testing';
import { expect, test } from 'vitest';
import { auditOf, rowCounts } from '../../test/counts.ts';
import { aKey, anOwner, authenticate } from '../../test/keys.ts';
import { anAddress, anonymousCall, anOrganization, aUser, createTestUsers, mailedProof, mailsTo, password } from '../../testing/index.ts';

test('35. a key that nobody uses is warned about 14 days before it expires, and use keeps it alive', async () => {
  const house = await createTestUsers({ permissions: ['users:api-keys:write', 'billing:usage:write'] });
  const owner = await anOwner(house);
  const [unused, used] = [await aKey(house, owner, { name: 'Forgotten' }), await aKey(house, owner, { name: 'Needed' })];
  house.clock.advance({ days: 75 });
  await house.keepUp();
  expect(await auditOf(house.sql, 'users.tendUnusedKeys')).toEqual([]);
  house.clock.advance({ days: 1 });
  await house.keepUp();
  const told = () => house.mailbox.messages().filter(({ subject }) => subject === 'An API key of yours is unused and will expire');
  await eventually(() => expect(told()).toHaveLength(2), 10_000);
  expect(told().map(({ text }) => /: (\w+) \(/.exec(text)?.[1]).sort()).toEqual(['Forgotten', 'Needed']);

  await authenticate(house, used.key);
  await eventually(async () => expect(await house.sql`select from users.api_keys where last_used_at is not null and warned_at is null`).toHaveLength(1));
  house.clock.advance({ days: 13, hours: 23 });
  await house.keepUp();
  const ends = () => house.sql<{ name: string }[]>`select name from users.api_keys where expires_at is not null`;
  expect(await ends()).toEqual([]);
  house.clock.advance({ hours: 1 });
  await house.keepUp();
  expect(await ends()).toEqual([{ name: 'Forgotten' }]);
  expect((await authenticate(house, used.key)).type).toBe('key');
  await expect(authenticate(house, unused.key)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  await house.close();
});

test('18. sessions whose end has passed are removed, the others stay', async () => {
  const house = await createTestUsers();
  const owner = await anOwner(house);
  house.clock.advance({ days: 1 });
  const later = await house.users.services.signIn({ email: owner.user.email, password: owner.user.password }, { actor: { type: 'anonymous' } });
  await house.keepUp();
  house.clock.advance({ days: 29 });
  await house.keepUp();
  const left = await house.sql<{ count: number }[]>`select count(*)::int as count from users.sessions`;
  expect([later.expiresAt, left[0]?.count]).toEqual(['2027-02-01T12:00:00.000Z', 1]);
  await house.close();
});

test('11, 42. sign-ups, codes, counters and invitations go when they prove and count nothing any more, and no address stays behind', async () => {
  const house = await createTestUsers();
  const { users, sql, clock } = house;
  const ada = await aUser(users, house.mailbox);
  const { organization, call } = await anOrganization(users, ada);
  const [stranger, guest] = [anAddress(), anAddress()];
  await users.services.signUp({ email: stranger, password, name: 'Eve' }, anonymousCall);
  await users.services.changeEmail({ email: anAddress() }, ada.call);
  await users.services.forgotPassword({ email: ada.email }, anonymousCall);
  await users.services.createInvitation({ organizationId: organization.id, email: guest, role: 'member' }, call);
  for (const email of [stranger, guest, ada.email]) await mailsTo(house.mailbox, email);
  await mailedProof(house.mailbox, ada.email, 2);

  const purged = () => auditOf(sql, 'users.purgeExpired');
  const left = async () => {
    const { sign_ups: signUps, one_time_tokens: tokens, email_changes: changes, guards, invitations } = await rowCounts(sql);
    return { signUps, tokens, changes, guards, invitations };
  };
  await house.keepUp();
  expect([await purged(), (await left()).signUps, (await left()).invitations]).toEqual([[], 1, 1]);
  clock.advance({ hours: 23, minutes: 59 });
  await house.keepUp();
  expect(await left()).toMatchObject({ signUps: 1, changes: 1, guards: 0, invitations: 1 });
  clock.advance({ minutes: 1 });
  await house.keepUp();
  expect(await left()).toEqual({ signUps: 0, tokens: 0, changes: 0, guards: 0, invitations: 1 });
  clock.advance({ days: 36 });
  await house.keepUp();
  expect(await left()).toMatchObject({ invitations: 0 });
  expect(await purged()).toHaveLength(3);
  await house.close();
});
