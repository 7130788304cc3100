import { requirePermission } from '@plinth/kernel';
import type { UsersReadContext } from '../context.ts';
import type { AccessDecision, ExplainAccess } from '../contract/members.ts';
import { usersErrors } from '../errors.ts';
import { isBuiltIn, permissionsOf } from '../rules/roles.ts';
import { findMember } from './member.ts';

/** Whether a user has a permission in the organization at this moment, and what decides. */
export async function explainAccess({ db, actor, roles }: UsersReadContext, input: ExplainAccess): Promise<AccessDecision> {
  const { organizationId, user: userId, permission } = input;
  requirePermission(actor, 'users:members:read', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  const found = await findMember(db, organizationId, userId);
  if (!found) {
    const explanation = `${userId} is no member of ${organizationId}.`;
    return { userId, permission, allowed: false, decidedBy: 'noMembership', role: null, builtIn: null, explanation };
  }
  const { role, ownPermissions } = found;
  const allowed = permissionsOf(roles, role, ownPermissions).includes(permission);
  const explanation = `${userId} is a member of ${organizationId} with the role ${role}, which ${allowed ? 'has' : 'lacks'} ${permission}.`;
  return { userId, permission, allowed, decidedBy: 'role', role, builtIn: isBuiltIn(roles, role), explanation };
}
