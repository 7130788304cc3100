import { compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Nothing } from '../contract/fields.ts';
import type { DeleteOrganization } from '../contract/organizations.ts';
import { invitations, memberships, organizations, roles } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { usersEvents } from '../events.ts';
import { lockOrganization } from './lock-organization.ts';

const markDeleted = compileWrite({ id: organizations.id, deletedAt: organizations.deletedAt }, (q, { id, deletedAt }) =>
  q.update(organizations).set({ deletedAt, version: sql`${organizations.version} + 1` }).where(eq(organizations.id, id)),
);
const endMemberships = compileWrite({ id: organizations.id }, (q, { id }) => q.delete(memberships).where(eq(memberships.organizationId, id)));
const endInvitations = compileWrite({ id: organizations.id }, (q, { id }) => q.delete(invitations).where(eq(invitations.organizationId, id)));
const endRoles = compileWrite({ id: organizations.id }, (q, { id }) => q.delete(roles).where(eq(roles.organizationId, id)));

/** Ends an organization. Its row stays, for what other modules and the audit trail say about it. */
export async function deleteOrganization({ tx, actor, clock, publish }: UsersContext, { organizationId }: DeleteOrganization): Promise<Nothing> {
  requirePermission(actor, 'users:organizations:delete', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  await lockOrganization(tx, organizationId);
  for (const end of [endMemberships, endInvitations, endRoles]) await tx.run(end, { id: organizationId });
  await tx.run(markDeleted, { id: organizationId, deletedAt: clock.now() });
  publish(usersEvents.organizationDeleted, { organizationId });
  return {};
}
