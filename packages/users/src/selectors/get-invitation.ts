import { requirePermission } from '@plinth/kernel';
import type { UsersReadContext } from '../context.ts';
import type { GetInvitation, Invitation } from '../contract/invitations.ts';
import { usersErrors } from '../errors.ts';
import { findInvitation } from './invitation.ts';

export async function getInvitation({ db, actor }: UsersReadContext, { organizationId, invitationId }: GetInvitation): Promise<Invitation> {
  requirePermission(actor, 'users:invitations:read', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  const found = await findInvitation(db, { id: invitationId, organizationId });
  if (!found) throw usersErrors.invitationNotFound({ invitationId });
  return found;
}
