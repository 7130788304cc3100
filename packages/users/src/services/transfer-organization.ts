import { idSchema, requirePermission, requireUser } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import type { Organization, TransferOrganization } from '../contract/organizations.ts';
import { usersErrors } from '../errors.ts';
import { findMember } from '../selectors/member.ts';
import { findOrganization } from '../selectors/organization.ts';
import { giveRole } from './give-role.ts';
import { lockOrganization } from './lock-organization.ts';

const userIdSchema = idSchema('user');

/** Hands the organization over: another member becomes its owner, and the caller, if an owner, an admin. */
export async function transferOrganization({ tx, actor }: UsersContext, { organizationId, userId }: TransferOrganization): Promise<Organization> {
  const notFound = () => usersErrors.organizationNotFound({ organizationId });
  requirePermission(actor, 'users:owners:write', organizationId, notFound);
  const caller = userIdSchema.parse(requireUser(actor).userId);
  await lockOrganization(tx, organizationId);
  if (!(await findMember(tx, organizationId, userId))) throw usersErrors.memberNotFound({ userId });
  if (caller !== userId && (await findMember(tx, organizationId, caller))?.role === 'owner') {
    await giveRole(tx, { organizationId, userId: caller, role: 'admin' });
  }
  await giveRole(tx, { organizationId, userId, role: 'owner' });
  const organization = await findOrganization(tx, actor, organizationId);
  if (!organization) throw notFound();
  return organization;
}
