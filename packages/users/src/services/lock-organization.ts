import { compileWrite, type Tx } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq, isNull } from 'drizzle-orm';
import { organizations } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';

const lockRow = compileWrite({ id: organizations.id }, (q, { id }) =>
  q
    .select({ version: organizations.version })
    .from(organizations)
    .where(and(eq(organizations.id, id), isNull(organizations.deletedAt)))
    .for('no key update'),
);

/** Holds the organization until the transaction ends: whatever changes it or its members takes turns. Resolves to its version. */
export async function lockOrganization(tx: Tx<'users'>, organizationId: Id<'org'>): Promise<number> {
  const [row] = await tx.run(lockRow, { id: organizationId });
  if (!row) throw usersErrors.organizationNotFound({ organizationId });
  return row.version;
}
