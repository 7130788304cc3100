import { compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { and, eq } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Nothing } from '../contract/fields.ts';
import type { RevokeInvitation } from '../contract/invitations.ts';
import { invitations } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';

const { id, organizationId } = invitations;

const dropInvitation = compileWrite({ id, organizationId }, (q, p) =>
  q.delete(invitations).where(and(eq(id, p.id), eq(organizationId, p.organizationId))).returning({ id }),
);

/** Takes an invitation back; its token is dead at once. */
export async function revokeInvitation({ tx, actor }: UsersContext, { organizationId: of, invitationId }: RevokeInvitation): Promise<Nothing> {
  requirePermission(actor, 'users:invitations:write', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  const [dropped] = await tx.run(dropInvitation, { id: invitationId, organizationId: of });
  if (!dropped) throw usersErrors.invitationNotFound({ invitationId });
  return {};
}
