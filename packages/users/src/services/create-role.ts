import { compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import type { CreateRole, Role } from '../contract/roles.ts';
import { roles as ownRoles } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { isBuiltIn } from '../rules/roles.ts';
import { roleColumns, toRole } from '../selectors/role.ts';
import { requireGrantable } from './grantable.ts';
import { lockOrganization } from './lock-organization.ts';

const { organizationId, key, name, permissions, createdAt } = ownRoles;

const insertRole = compileWrite({ organizationId, key, name, permissions, createdAt }, (q, role) =>
  q.insert(ownRoles).values(role).onConflictDoNothing().returning(roleColumns),
);

/** Defines a role of the organization's own. */
export async function createRole(context: UsersContext, input: CreateRole): Promise<Role> {
  const { tx, actor, clock, roles } = context;
  requirePermission(actor, 'users:roles:write', input.organizationId, () => usersErrors.organizationNotFound({ organizationId: input.organizationId }));
  requireGrantable(context, input.organizationId, input.permissions);
  const taken = usersErrors.roleTaken({ role: input.key });
  if (isBuiltIn(roles, input.key)) throw taken;
  await lockOrganization(tx, input.organizationId);
  const [row] = await tx.run(insertRole, { ...input, permissions: [...new Set(input.permissions)], createdAt: clock.now() });
  if (!row) throw taken;
  return toRole(row);
}
