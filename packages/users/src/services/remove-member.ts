import { compileWrite } from '@plinth/db';
import { accessErrors, type Actor, requirePermission } from '@plinth/kernel';
import { and, eq } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Nothing } from '../contract/fields.ts';
import type { RemoveMember } from '../contract/members.ts';
import { memberships } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { requireHolding } from '../rules/holding.ts';
import { permissionsOf } from '../rules/roles.ts';
import { findMember } from '../selectors/member.ts';
import { lockOrganization } from './lock-organization.ts';
import { requireAnotherOwner } from './owners.ts';

const { organizationId, userId } = memberships;

const endMembership = compileWrite({ organizationId, userId }, (q, p) =>
  q.delete(memberships).where(and(eq(organizationId, p.organizationId), eq(userId, p.userId))),
);

const isOneself = (actor: Actor, user: string): boolean => actor.type === 'user' && actor.userId === user;

function requireMembership(actor: Actor, organization: string): void {
  if (actor.type !== 'user') throw accessErrors.unauthenticated();
  if (!actor.grants.some(({ ownerId }) => ownerId === organization)) throw usersErrors.organizationNotFound({ organizationId: organization });
}

/** Ends a membership. Leaving needs no permission, removing needs to hold what the member can do. */
export async function removeMember({ tx, actor, roles }: UsersContext, input: RemoveMember): Promise<Nothing> {
  const { organizationId: of, userId: user } = input;
  const leaves = isOneself(actor, user);
  if (leaves) requireMembership(actor, of);
  else requirePermission(actor, 'users:members:write', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  await lockOrganization(tx, of);
  const found = await findMember(tx, of, user);
  if (!found) throw usersErrors.memberNotFound({ userId: user });
  if (!leaves) requireHolding(actor, of, permissionsOf(roles, found.role, found.ownPermissions));
  if (found.role === 'owner') await requireAnotherOwner(tx, input);
  await tx.run(endMembership, input);
  return {};
}
