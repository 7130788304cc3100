import { compile, compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { and, eq } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { CreateInvitation, Invitation } from '../contract/invitations.ts';
import { emailAddresses, invitations, memberships } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { invitationEnd } from '../rules/invitation-token.ts';
import { invitationColumns, toInvitation } from '../selectors/invitation.ts';
import { lockOrganization } from './lock-organization.ts';
import { requestInvitationMail } from './request-invitation-mail.ts';
import { requireRole } from './require-role.ts';

const { id, organizationId, canonical, asTyped, role, createdAt, expiresAt } = invitations;

const memberWithAddress = compile({ organizationId: memberships.organizationId, canonical: emailAddresses.canonical }, (q, p) =>
  q
    .select({ userId: memberships.userId })
    .from(memberships)
    .innerJoin(emailAddresses, eq(emailAddresses.userId, memberships.userId))
    .where(and(eq(memberships.organizationId, p.organizationId), eq(emailAddresses.canonical, p.canonical))),
);

const insertInvitation = compileWrite({ id, organizationId, canonical, asTyped, role, createdAt, expiresAt }, (q, invitation) =>
  q.insert(invitations).values(invitation).onConflictDoNothing({ target: [organizationId, canonical] }).returning(invitationColumns),
);

/** Invites an address. Whether it has an account is never looked at; that it is a member's, its organization knows anyway. */
export async function createInvitation(context: UsersContext, { organizationId: of, email, role: as }: CreateInvitation): Promise<Invitation> {
  const { tx, actor, clock, ids } = context;
  requirePermission(actor, 'users:invitations:write', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  await lockOrganization(tx, of);
  await requireRole(context, of, as);
  const address = canonicalAddress(email);
  const [already] = await tx.run(memberWithAddress, { organizationId: of, canonical: address });
  if (already) throw usersErrors.alreadyMember();

  const now = clock.now();
  const [made] = await tx.run(insertInvitation, {
    id: ids('invite'), organizationId: of, canonical: address, asTyped: email, role: as, createdAt: now, expiresAt: invitationEnd(now),
  });
  if (!made) throw usersErrors.alreadyInvited();
  await requestInvitationMail(context, address, made.id);
  return toInvitation(made);
}
