import { compileWrite, type Tx } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq, ne, sql } from 'drizzle-orm';
import { memberships } from '../db/schema.ts';

const { organizationId, userId, role } = memberships;

const setRole = compileWrite({ organizationId, userId, role }, (q, p) =>
  q
    .update(memberships)
    .set({ role: p.role, version: sql`${memberships.version} + 1` })
    .where(and(eq(organizationId, p.organizationId), eq(userId, p.userId), ne(role, p.role))),
);

/** Changes the role of a membership; the same role is no change. Whoever calls holds the organization. */
export async function giveRole(tx: Tx<'users'>, to: { organizationId: Id<'org'>; userId: Id<'user'>; role: string }): Promise<void> {
  await tx.run(setRole, to);
}
