import { compile } from '@plinth/db';
import { type Actor, type Id, idSchema } from '@plinth/kernel';
import type { Reader } from '@plinth/db';
import { and, eq, isNull } from 'drizzle-orm';
import type { Organization } from '../contract/organizations.ts';
import { memberships, organizations } from '../db/schema.ts';

const { id, name, version, createdAt } = organizations;

export const organizationColumns = { id, name, role: memberships.role, version, createdAt };

type Row = Pick<typeof organizations.$inferSelect, 'id' | 'name' | 'version' | 'createdAt'> & { readonly role: string | null };

const organizationAsSeenBy = compile({ id, userId: memberships.userId }, (q, p) =>
  q
    .select(organizationColumns)
    .from(organizations)
    .leftJoin(memberships, and(eq(memberships.organizationId, organizations.id), eq(memberships.userId, p.userId)))
    .where(and(eq(organizations.id, p.id), isNull(organizations.deletedAt))),
);

const userIdSchema = idSchema('user');
/** Nobody's: a key has no role of its own. */
const noUser = userIdSchema.parse('user_00000000000000000000000000');

/** An organization as one of its members or keys sees it. */
export const toOrganization = (row: Row): Organization => ({ ...row, createdAt: row.createdAt.toISOString() });

/** The organization with the actor's own role in it; undefined where there is none. */
export async function findOrganization(db: Reader<'users'>, actor: Actor, organizationId: Id<'org'>): Promise<Organization | undefined> {
  const userId = actor.type === 'user' ? userIdSchema.parse(actor.userId) : noUser;
  const [row] = await db.run(organizationAsSeenBy, { id: organizationId, userId });
  return row && toOrganization(row);
}
