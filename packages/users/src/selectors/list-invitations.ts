import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, pageOf, requirePermission } from '@plinth/kernel';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { InvitationPage, ListInvitations } from '../contract/invitations.ts';
import { invitations } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { invitationColumns, toInvitation } from './invitation.ts';

const { id, organizationId } = invitations;

const invitationsBefore = compile({ organizationId, id, limit: integer }, (q, p) =>
  q
    .select(invitationColumns)
    .from(invitations)
    .where(and(eq(organizationId, p.organizationId), lt(id, p.id)))
    .orderBy(desc(id))
    .limit(limitOf(p.limit)),
);

/** The open invitations, newest first. */
export async function listInvitations({ db, actor }: UsersReadContext, input: ListInvitations): Promise<InvitationPage> {
  const { organizationId: of, cursor, limit = defaultLimit } = input;
  requirePermission(actor, 'users:invitations:read', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  const rows = await db.run(invitationsBefore, { organizationId: of, id: newestBefore('invite', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toInvitation);
}
