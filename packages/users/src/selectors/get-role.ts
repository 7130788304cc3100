import { compile } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { and, eq } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { GetRole, Role } from '../contract/roles.ts';
import { roles as ownRoles } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { isBuiltIn } from '../rules/roles.ts';
import { builtInRole, roleColumns, toRole } from './role.ts';

const oneRole = compile({ organizationId: ownRoles.organizationId, key: ownRoles.key }, (q, p) =>
  q.select(roleColumns).from(ownRoles).where(and(eq(ownRoles.organizationId, p.organizationId), eq(ownRoles.key, p.key))),
);

export async function getRole({ db, actor, roles }: UsersReadContext, { organizationId, role }: GetRole): Promise<Role> {
  requirePermission(actor, 'users:roles:read', organizationId, () => usersErrors.organizationNotFound({ organizationId }));
  if (isBuiltIn(roles, role)) return builtInRole(roles, role);
  const [row] = await db.run(oneRole, { organizationId, key: role });
  if (!row) throw usersErrors.roleNotFound({ role });
  return toRole(row);
}
