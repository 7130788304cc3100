import { compile, integer, limitOf } from '@plinth/db';
import { decodeCursor, defaultLimit, pageOf, requirePermission } from '@plinth/kernel';
import { and, asc, eq, gt } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import { type ListRoles, roleKeys, roleNames, type RolePage } from '../contract/roles.ts';
import { roles as ownRoles } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { builtInRole, roleColumns, toRole } from './role.ts';

const { organizationId, key } = ownRoles;

const rolesAfter = compile({ organizationId, key, limit: integer }, (q, p) =>
  q
    .select(roleColumns)
    .from(ownRoles)
    .where(and(eq(organizationId, p.organizationId), gt(key, p.key)))
    .orderBy(asc(key))
    .limit(limitOf(p.limit)),
);

/** Built-in roles and the organization's own, in the order of their keys. */
export async function listRoles({ db, actor, roles }: UsersReadContext, input: ListRoles): Promise<RolePage> {
  const { organizationId: of, cursor, limit = defaultLimit } = input;
  requirePermission(actor, 'users:roles:read', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  const [after] = cursor === undefined ? [''] : decodeCursor(cursor, roleKeys);
  const own = await db.run(rolesAfter, { organizationId: of, key: after, limit: limit + 1 });
  const builtIn = roleNames.filter((name) => name > after).map((name) => builtInRole(roles, name));
  const all = [...builtIn, ...own.map(toRole)].sort((a, b) => (a.key < b.key ? -1 : 1));
  return pageOf(all, limit, (role) => [role.key], (role) => role);
}
