import { compile, type Reader } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq, sql } from 'drizzle-orm';
import type { Member } from '../contract/members.ts';
import { emailAddresses, memberships, people, roles } from '../db/schema.ts';

const { organizationId, userId } = memberships;

const address = sql<string>`(
  select a.as_typed from ${emailAddresses} a where a.user_id = ${memberships.userId} order by a.verified_at limit 1)`;
const ownPermissions = sql<string[] | null>`(
  select r.permissions from ${roles} r where r.organization_id = ${memberships.organizationId} and r.key = ${memberships.ownRole})`;

export const memberColumns = {
  userId,
  name: people.name,
  email: address.as('email'),
  role: memberships.role,
  version: memberships.version,
  createdAt: memberships.createdAt,
};

type Row = Omit<Member, 'createdAt'> & { readonly createdAt: Date };

export const toMember = ({ userId, name, email, role, version, createdAt }: Row): Member => ({
  userId, name, email, role, version, createdAt: createdAt.toISOString(),
});

const oneMember = compile({ organizationId, userId }, (q, p) =>
  q
    .select({ ...memberColumns, ownPermissions: ownPermissions.as('own_permissions') })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.userId))
    .where(and(eq(organizationId, p.organizationId), eq(userId, p.userId))),
);

export interface FoundMember extends Row {
  /** Of a role of the organization's own; null for a built-in one. */
  readonly ownPermissions: string[] | null;
}

export async function findMember(db: Reader<'users'>, organization: Id<'org'>, user: Id<'user'>): Promise<FoundMember | undefined> {
  const [row] = await db.run(oneMember, { organizationId: organization, userId: user });
  return row;
}
