import { compile, type Tx } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq, ne } from 'drizzle-orm';
import { memberships } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';

const { organizationId, userId, role } = memberships;

const anotherOwner = compile({ organizationId, userId }, (q, p) =>
  q
    .select({ userId })
    .from(memberships)
    .where(and(eq(organizationId, p.organizationId), ne(userId, p.userId), eq(role, 'owner')))
    .limit(1),
);

/** `users.last_owner` where nobody else owns the organization. Whoever calls holds the organization, so the answer stays true. */
export async function requireAnotherOwner(tx: Tx<'users'>, of: { organizationId: Id<'org'>; userId: Id<'user'> }): Promise<void> {
  const [other] = await tx.run(anotherOwner, of);
  if (!other) throw usersErrors.lastOwner();
}
