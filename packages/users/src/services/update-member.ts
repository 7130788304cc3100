import { requirePermission } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import type { Member, UpdateMember } from '../contract/members.ts';
import { usersErrors } from '../errors.ts';
import { requireHolding } from '../rules/holding.ts';
import { permissionsOf } from '../rules/roles.ts';
import { findMember, toMember } from '../selectors/member.ts';
import { giveRole } from './give-role.ts';
import { lockOrganization } from './lock-organization.ts';
import { requireAnotherOwner } from './owners.ts';
import { requireRole } from './require-role.ts';

/** Gives a member another role. The caller must hold what the member could do before and can do now. */
export async function updateMember(context: UsersContext, { organizationId, userId, role }: UpdateMember): Promise<Member> {
  const { tx, actor, roles, requireVersion } = context;
  requirePermission(actor, 'users:members:write', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  await lockOrganization(tx, organizationId);
  const before = await findMember(tx, organizationId, userId);
  if (!before) throw usersErrors.memberNotFound({ userId });
  requireVersion(before.version);
  if (role === undefined || role === before.role) return toMember(before);

  requireHolding(actor, organizationId, permissionsOf(roles, before.role, before.ownPermissions));
  await requireRole(context, organizationId, role);
  if (before.role === 'owner') await requireAnotherOwner(tx, { organizationId, userId });
  await giveRole(tx, { organizationId, userId, role });
  return toMember({ ...before, role, version: before.version + 1 });
}
