import { compileWrite, instant, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { and, eq, gt } from 'drizzle-orm';
import { invitations } from '../db/schema.ts';

const { id, organizationId, canonical, asTyped, role, tokenHash, expiresAt } = invitations;

const lockRow = compileWrite({ id, liveAt: instant }, (q, p) =>
  q
    .select({ organizationId, canonical, email: asTyped, role, tokenHash })
    .from(invitations)
    .where(and(eq(id, p.id), gt(expiresAt, p.liveAt)))
    .for('update'),
);

export interface HeldInvitation {
  readonly organizationId: Id<'org'>;
  readonly canonical: string;
  readonly email: string;
  readonly role: string;
  readonly tokenHash: Uint8Array | null;
}

/**
 * The invitation, held until the transaction ends, for a caller who is no member: its own id opens its row, and only that.
 * `liveAt` leaves out what has expired by then.
 */
export async function holdInvitation(tx: Tx<'users'>, invitationId: Id<'invite'>, liveAt: Date): Promise<HeldInvitation | undefined> {
  await tx.enter(idToUuid(invitationId));
  const [row] = await tx.run(lockRow, { id: invitationId, liveAt });
  return row;
}
