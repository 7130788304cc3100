import { compile, instant, integer, limitOf } from '@plinth/db';
import { decodeCursor, defaultLimit, pageOf, requirePermission } from '@plinth/kernel';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import { type ListMembers, memberKeys, type MemberKeys, type MemberPage } from '../contract/members.ts';
import { memberships, people } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { memberColumns, toMember } from './member.ts';

const { organizationId, userId, createdAt } = memberships;

const membersBefore = compile({ organizationId, createdAt: instant, userId, limit: integer }, (q, p) =>
  q
    .select(memberColumns)
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.userId))
    .where(and(eq(organizationId, p.organizationId), sql`(${createdAt}, ${userId}) < (${p.createdAt}::timestamptz, ${p.userId}::uuid)`))
    .orderBy(desc(createdAt), desc(userId))
    .limit(limitOf(p.limit)),
);

const top: MemberKeys = ['9999-12-31T23:59:59.999Z', `user_7${'z'.repeat(25)}`];

/** The organization's members, newest first. */
export async function listMembers({ db, actor }: UsersReadContext, input: ListMembers): Promise<MemberPage> {
  const { organizationId: of, cursor, limit = defaultLimit } = input;
  requirePermission(actor, 'users:members:read', of, () => usersErrors.organizationNotFound({ organizationId: of }));
  const [joinedBefore, idBefore] = cursor === undefined ? top : decodeCursor(cursor, memberKeys);
  const rows = await db.run(membersBefore, { organizationId: of, createdAt: new Date(joinedBefore), userId: idBefore, limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.createdAt.toISOString(), row.userId], toMember);
}
