import { compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Role, UpdateRole } from '../contract/roles.ts';
import { roles as ownRoles } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { requireHolding } from '../rules/holding.ts';
import { isBuiltIn } from '../rules/roles.ts';
import { toRole } from '../selectors/role.ts';
import { requireGrantable } from './grantable.ts';
import { holdRole } from './hold-role.ts';

const { organizationId, key, name, permissions } = ownRoles;

const changeRole = compileWrite({ organizationId, key, name, permissions }, (q, p) =>
  q
    .update(ownRoles)
    .set({ name: p.name, permissions: p.permissions, version: sql`${ownRoles.version} + 1` })
    .where(and(eq(organizationId, p.organizationId), eq(key, p.key))),
);

/** Changes a role of the organization's own; every member with it has the new rights at the next request. */
export async function updateRole(context: UsersContext, input: UpdateRole): Promise<Role> {
  const { tx, actor, roles, requireVersion } = context;
  const { organizationId: of, role } = input;
  requirePermission(actor, 'users:roles:write', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  if (isBuiltIn(roles, role)) throw usersErrors.roleBuiltIn({ role });
  requireGrantable(context, of, input.permissions ?? []);
  const before = await holdRole(tx, { organizationId: of, key: role });
  if (!before) throw usersErrors.roleNotFound({ role });
  requireVersion(before.version);
  requireHolding(actor, of, before.permissions);
  if (input.name === undefined && input.permissions === undefined) return toRole(before);

  const after = { ...before, name: input.name ?? before.name, permissions: [...new Set(input.permissions ?? before.permissions)] };
  await tx.run(changeRole, { organizationId: of, ...after });
  return toRole({ ...after, version: before.version + 1 });
}
