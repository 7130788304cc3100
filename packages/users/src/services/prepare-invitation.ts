import { compile, compileWrite } from '@plinth/db';
import { idToUuid } from '@plinth/kernel';
import type { PayloadOf } from '@plinth/module';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Mail } from '../contract/mail.ts';
import { invitations, organizations } from '../db/schema.ts';
import type { usersEvents } from '../events.ts';
import { invitationMail } from '../mails/invitation.ts';
import { formatInvitationToken, invitationEnd, invitationSecretBytes } from '../rules/invitation-token.ts';
import { mailedLink } from '../rules/mailed-link.ts';
import { hashSecret } from '../rules/session-token.ts';
import { holdInvitation } from './hold-invitation.ts';

const { id, tokenHash, sentAt, expiresAt } = invitations;

const nameOfOrganization = compile({ id: organizations.id }, (q, p) =>
  q.select({ name: organizations.name }).from(organizations).where(and(eq(organizations.id, p.id), isNull(organizations.deletedAt))),
);

const storeToken = compileWrite({ id, tokenHash, sentAt, expiresAt }, (q, p) =>
  q
    .update(invitations)
    .set({ tokenHash: p.tokenHash, sentAt: p.sentAt, expiresAt: p.expiresAt, version: sql`${invitations.version} + 1` })
    .where(eq(id, p.id)),
);

const always = new Date(0);

/** The mail of an invitation, its token minted; the one before is dead. Null where it is gone. */
export async function prepareInvitation(context: UsersContext, request: PayloadOf<typeof usersEvents.invitationMailRequested>): Promise<Mail | null> {
  const { tx, clock, secrets, config } = context;
  const { invitationId } = request;
  const invitation = await holdInvitation(tx, invitationId, always);
  if (!invitation) return null;
  await tx.enter(idToUuid(invitation.organizationId));
  const [organization] = await tx.run(nameOfOrganization, { id: invitation.organizationId });
  if (!organization) return null;

  const now = clock.now();
  const secret = secrets.bytes(invitationSecretBytes);
  await tx.run(storeToken, { id: invitationId, tokenHash: hashSecret(secret), sentAt: now, expiresAt: invitationEnd(now) });
  const link = mailedLink(config.linkBaseUrl, 'accept-invitation', { token: formatInvitationToken(invitationId, secret) });
  return { to: invitation.email, ...invitationMail({ organizationName: organization.name, link }) };
}
