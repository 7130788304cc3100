import { type Id, requestErrors } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import { requireHolding } from '../rules/holding.ts';
import { isBuiltIn, permissionsOf } from '../rules/roles.ts';
import { holdRole } from './hold-role.ts';

/** A role that the organization has and the caller may give: `request.invalid` at `/role`, or `access.forbidden`. */
export async function requireRole({ tx, actor, roles }: UsersContext, organizationId: Id<'org'>, role: string): Promise<void> {
  const own = isBuiltIn(roles, role) ? null : await holdRole(tx, { organizationId, key: role });
  if (own === undefined) throw requestErrors.invalid([{ pointer: '/role', code: 'unknown_role', message: `The organization has no role ${role}.` }]);
  requireHolding(actor, organizationId, permissionsOf(roles, role, own?.permissions ?? null));
}
