import { compile, compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Nothing } from '../contract/fields.ts';
import type { DeleteRole } from '../contract/roles.ts';
import { invitations, memberships, roles as ownRoles } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { requireHolding } from '../rules/holding.ts';
import { isBuiltIn } from '../rules/roles.ts';
import { holdRole } from './hold-role.ts';

const { organizationId, key } = ownRoles;

const usesOfRole = compile(
  { organizationId, key },
  (_q, p) => sql<{ used: boolean }>`
    select exists (select from ${memberships} m where m.organization_id = ${p.organizationId} and m.own_role = ${p.key}::text)
      or exists (select from ${invitations} i where i.organization_id = ${p.organizationId} and i.own_role = ${p.key}::text) as used`,
);

const dropRole = compileWrite({ organizationId, key }, (q, p) =>
  q.delete(ownRoles).where(and(eq(organizationId, p.organizationId), eq(key, p.key))),
);

/** Deletes a role that nobody has. It is held first, so that nobody gets it meanwhile. */
export async function deleteRole({ tx, actor, roles }: UsersContext, { organizationId: of, role }: DeleteRole): Promise<Nothing> {
  requirePermission(actor, 'users:roles:write', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  if (isBuiltIn(roles, role)) throw usersErrors.roleBuiltIn({ role });
  const held = await holdRole(tx, { organizationId: of, key: role });
  if (!held) throw usersErrors.roleNotFound({ role });
  requireHolding(actor, of, held.permissions);
  const [uses] = await tx.run(usesOfRole, { organizationId: of, key: role });
  if (uses?.used !== false) throw usersErrors.roleInUse({ role });
  await tx.run(dropRole, { organizationId: of, key: role });
  return {};
}
