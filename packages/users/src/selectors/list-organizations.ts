import { arrayOf, compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, idSchema, newestBefore, ownersWith, pageOf, requireUser } from '@plinth/kernel';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { ListOrganizations, OrganizationPage } from '../contract/organizations.ts';
import { memberships, organizations } from '../db/schema.ts';
import { organizationColumns, toOrganization } from './organization.ts';

const userIdSchema = idSchema('user');
const organizationId = idSchema('org');

const organizationsOfMember = compile(
  { userId: memberships.userId, ids: arrayOf(organizations.id), before: organizations.id, limit: integer },
  (q, p) =>
    q
      .select(organizationColumns)
      .from(memberships)
      .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
      .where(and(eq(memberships.userId, p.userId), sql`${organizations.id} = any(${p.ids})`, lt(memberships.organizationId, p.before)))
      .orderBy(desc(memberships.organizationId))
      .limit(limitOf(p.limit)),
);

/** The organizations that the caller is a member of and may read, newest first. */
export async function listOrganizations({ db, actor }: UsersReadContext, { cursor, limit = defaultLimit }: ListOrganizations): Promise<OrganizationPage> {
  const userId = userIdSchema.parse(requireUser(actor).userId);
  const ids = ownersWith(actor, 'users:organizations:read').map((id) => organizationId.parse(id));
  const rows = await db.run(organizationsOfMember, { userId, ids, before: newestBefore('org', cursor), limit: limit + 1 });
  return pageOf(rows, limit, ({ id }) => [id], toOrganization);
}
