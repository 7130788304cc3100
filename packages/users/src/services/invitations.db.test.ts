import { idToUuid as uuidOf } from '@plinth/kernel';
import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf, refusalOf } from '../../test/counts.ts';
import { anAddress, anonymousCall, anOrganization, aUser, callBy, createTestUsers, mailedToken, mailsTo, type TestUsers } from '../../testing/index.ts';

let house: TestUsers;
beforeAll(async () => {
  house = await createTestUsers();
});
afterAll(() => house.close());

async function anInvitation(email?: string, role = 'member') {
  const { users, mailbox } = house;
  const { organization, call } = await anOrganization(users, await aUser(users, mailbox), 'Engines');
  const guest = await aUser(users, mailbox, email);
  const invitation = await users.services.createInvitation({ organizationId: organization.id, email: guest.email, role }, call);
  const token = await mailedToken(mailbox, guest.email, 2);
  return { organizationId: organization.id, call, guest, invitation, token };
}
const invalid = { code: 'users.invalid_invitation', kind: 'unauthenticated' };

test('whoever is invited gets a mail with a token, and is a member from the next request on', async () => {
  const { users, mailbox } = house;
  const { organizationId, guest, invitation, token } = await anInvitation(undefined, 'billing');
  expect(invitation).toMatchObject({ id: expect.stringMatching(/^invite_/) as string, organizationId, role: 'billing', sentAt: null, version: 1 });
  const mail = (await mailsTo(mailbox, guest.email, 2))[1];
  expect(mail).toMatchObject({ subject: 'You are invited to Engines', link: `https://app.example.com/account#action=accept-invitation&token=${token}` });
  expect(await users.services.acceptInvitation({ token }, guest.call)).toEqual({ organizationId, role: 'billing' });
  expect((await callBy(users, guest.session.token)).actor.grants.map(({ ownerId }) => ownerId)).toEqual([organizationId]);
  const rows = (await auditOf(house.sql, 'users.acceptInvitation')).filter(({ target }) => target === organizationId);
  expect(rows).toEqual([{ outcome: 'success', actorType: 'user', actorId: guest.session.user.id, target: organizationId, requestId: null }]);
});

test('34 only a user who proved the address accepts, and the invitation waits for them', async () => {
  const { users, mailbox } = house;
  const { organizationId, guest, token } = await anInvitation();
  const stranger = await aUser(users, mailbox);
  await expect(users.services.acceptInvitation({ token }, stranger.call)).rejects.toMatchObject({ code: 'users.invited_another', kind: 'forbidden' });
  await expect(users.services.acceptInvitation({ token }, anonymousCall)).rejects.toMatchObject({ code: 'access.unauthenticated' });
  expect((await callBy(users, stranger.session.token)).actor.grants).toEqual([]);
  expect(await users.services.acceptInvitation({ token }, guest.call)).toEqual({ organizationId, role: 'member' });
});

test('34 wrong, expired, revoked, replaced and spent tokens answer alike, to accept and to preview', async () => {
  const { users, mailbox, clock } = house;
  const [spent, revoked, replaced, expired] = [await anInvitation(), await anInvitation(), await anInvitation(), await anInvitation()];
  await users.services.acceptInvitation({ token: spent.token }, spent.guest.call);
  await users.services.revokeInvitation({ organizationId: revoked.organizationId, invitationId: revoked.invitation.id }, revoked.call);
  await users.services.resendInvitation({ organizationId: replaced.organizationId, invitationId: replaced.invitation.id }, replaced.call);
  const newer = await mailedToken(mailbox, replaced.guest.email, 3);
  const [, id = '', secret = ''] = expired.token.split('_');
  const flipped = `pli_${id}_${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;

  const tries: [string, typeof spent][] = [[spent.token, spent], [revoked.token, revoked], [replaced.token, replaced], [flipped, expired], ['', expired], [spent.guest.session.token, spent]];
  for (const [token, { guest }] of tries) await expect(users.services.acceptInvitation({ token }, guest.call)).rejects.toMatchObject(invalid);
  expect(await users.services.acceptInvitation({ token: newer }, replaced.guest.call)).toMatchObject({ role: 'member' });

  clock.advance({ days: 7 });
  const answers = [...tries.map(([token]) => token), expired.token].map((token) => refusalOf(users.selectors.previewInvitation({ token }, anonymousCall)));
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject(invalid);
  expect(await refusalOf(users.services.acceptInvitation({ token: expired.token }, expired.guest.call))).toEqual(await refusalOf(users.services.acceptInvitation({ token: spent.token }, spent.guest.call)));
  const failures = (await auditOf(house.sql, 'users.acceptInvitation')).filter(({ outcome, actorId }) => outcome === 'users.invalid_invitation' && actorId === spent.guest.session.user.id);
  expect(failures).toHaveLength(3);
});

test('13 of fifty racing uses of an invitation, one wins', async () => {
  const { guest, token, organizationId } = await anInvitation();
  const uses = await Promise.allSettled(Array.from({ length: 50 }, () => house.users.services.acceptInvitation({ token }, guest.call)));
  expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const use of uses) if (use.status === 'rejected') expect(use.reason).toMatchObject(invalid);
  expect(await house.sql`select 1 from users.memberships where organization_id = (select organization_id from users.memberships where user_id = ${uuidOf(guest.session.user.id)})`).toHaveLength(2);
  expect((await callBy(house.users, guest.session.token)).actor.grants.map(({ ownerId }) => ownerId)).toEqual([organizationId]);
});

test('8 an invitation and its preview are the same for a known and for an unknown address', async () => {
  const { users, mailbox } = house;
  const { organization, call } = await anOrganization(users, await aUser(users, mailbox), 'Engines');
  const [known, unknown] = [(await aUser(users, mailbox)).email, anAddress()];
  const shown: object[] = [];
  for (const [email, mails] of [[known, 2], [unknown, 1]] as const) {
    const invitation = await users.services.createInvitation({ organizationId: organization.id, email, role: 'member' }, call);
    const preview = await users.selectors.previewInvitation({ token: await mailedToken(mailbox, email, mails) }, anonymousCall);
    shown.push({ invitation: { ...invitation, id: '', email: '' }, preview: { ...preview, email: preview.email === email } });
  }
  expect(shown[0]).toEqual(shown[1]);
  expect(shown[0]).toMatchObject({ preview: { organizationName: 'Engines', email: true, role: 'member' } });
});

test('an address is invited once at a time, a member not at all, and a list shows what is open', async () => {
  const { users } = house;
  const { organizationId, call, guest, invitation, token } = await anInvitation();
  const invite = () => users.services.createInvitation({ organizationId, email: guest.email.toUpperCase(), role: 'admin' }, call);
  await expect(invite()).rejects.toMatchObject({ code: 'users.already_invited' });
  const { data } = await users.selectors.listInvitations({ organizationId }, call);
  expect(data).toEqual([{ ...invitation, sentAt: house.clock.now().toISOString(), version: 2 }]);
  expect(await users.selectors.getInvitation({ organizationId, invitationId: invitation.id }, call)).toEqual(data[0]);
  await users.services.acceptInvitation({ token }, guest.call);
  await expect(invite()).rejects.toMatchObject({ code: 'users.already_member' });
  expect((await users.selectors.listInvitations({ organizationId }, call)).data).toEqual([]);
});

test('9 the job of an invitation holds its id alone; revoked before it is sent, nobody is mailed', async () => {
  const { users, mailbox, sql } = house;
  const { organization, call } = await anOrganization(users, await aUser(users, mailbox));
  const email = anAddress();
  await users.worker.stop();
  const invitation = await users.services.createInvitation({ organizationId: organization.id, email, role: 'member' }, call);
  const rows = await sql<{ id: string; payload: string }[]>`select id, payload::text as payload from users.outbox where payload->>'invitationId' = ${invitation.id}`;
  expect(rows.map(({ payload }) => JSON.parse(payload) as object)).toEqual([{ invitationId: invitation.id }]);
  await users.services.revokeInvitation({ organizationId: organization.id, invitationId: invitation.id }, call);
  await users.worker.start([users]);
  await eventually(async () => expect(await sql`select 1 from users.inbox where event_id = ${rows[0]!.id}`).toHaveLength(1), 10_000);
  expect(mailbox.messages().filter(({ to }) => to.includes(email))).toEqual([]);
});

test('28 an address that had its mails of the hour is invited, but not mailed', async () => {
  const { users, mailbox, clock } = house;
  const { organizationId, call, guest, invitation } = await anInvitation();
  for (let sent = 0; sent < 6; sent += 1) await users.services.resendInvitation({ organizationId, invitationId: invitation.id }, call);
  await mailsTo(mailbox, guest.email, 4);
  clock.advance({ hours: 1 });
  await users.services.resendInvitation({ organizationId, invitationId: invitation.id }, call);
  expect(await mailsTo(mailbox, guest.email, 5)).toHaveLength(5);
});
