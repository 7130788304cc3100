import { compileWrite, type Tx } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq } from 'drizzle-orm';
import { roles } from '../db/schema.ts';
import { type OwnRole, roleColumns } from '../selectors/role.ts';

const { organizationId, key } = roles;

const lockRow = compileWrite({ organizationId, key }, (q, p) =>
  q.select(roleColumns).from(roles).where(and(eq(organizationId, p.organizationId), eq(key, p.key))).for('update'),
);

/** A role of the organization's own, held until the transaction ends: it neither changes nor goes while somebody gets it. */
export async function holdRole(tx: Tx<'users'>, of: { organizationId: Id<'org'>; key: string }): Promise<OwnRole | undefined> {
  const [row] = await tx.run(lockRow, of);
  return row;
}
