import { compile } from '@plinth/db';
import { idSchema, requirePermission, requireUser } from '@plinth/kernel';
import { and, eq } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { GetOrganization, Organization } from '../contract/organizations.ts';
import { memberships, organizations } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { organizationColumns, toOrganization } from './organization.ts';

const userIdSchema = idSchema('user');

const organizationOfMember = compile({ id: organizations.id, userId: memberships.userId }, (q, { id, userId }) =>
  q
    .select(organizationColumns)
    .from(organizations)
    .innerJoin(memberships, eq(memberships.organizationId, organizations.id))
    .where(and(eq(organizations.id, id), eq(memberships.userId, userId))),
);

/** One organization; `users.organization_not_found` for anyone who is no member. */
export async function getOrganization({ db, actor }: UsersReadContext, { organizationId }: GetOrganization): Promise<Organization> {
  const notFound = usersErrors.organizationNotFound({ organizationId });
  const { userId } = requireUser(actor);
  const [row] = await db.run(organizationOfMember, { id: organizationId, userId: userIdSchema.parse(userId) });
  if (!row) throw notFound;
  requirePermission(actor, 'users:organizations:read', row.id, notFound);
  return toOrganization(row);
}
