import { requirePermission } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import type { Invitation, ResendInvitation } from '../contract/invitations.ts';
import { usersErrors } from '../errors.ts';
import { canonicalAddress } from '../rules/email-address.ts';
import { findInvitation } from '../selectors/invitation.ts';
import { requestInvitationMail } from './request-invitation-mail.ts';

/** Asks for another mail, with a new token that works for seven days. */
export async function resendInvitation(context: UsersContext, { organizationId, invitationId }: ResendInvitation): Promise<Invitation> {
  const { tx, actor } = context;
  requirePermission(actor, 'users:invitations:write', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  const found = await findInvitation(tx, { id: invitationId, organizationId });
  if (!found) throw usersErrors.invitationNotFound({ invitationId });
  await requestInvitationMail(context, canonicalAddress(found.email), invitationId);
  return found;
}
