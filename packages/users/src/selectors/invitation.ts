import { compile, type Reader } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq } from 'drizzle-orm';
import type { Invitation } from '../contract/invitations.ts';
import { invitations } from '../db/schema.ts';

const { id, organizationId, asTyped, role, sentAt, expiresAt, version, createdAt } = invitations;

export const invitationColumns = { id, organizationId, email: asTyped, role, sentAt, expiresAt, version, createdAt };

interface Row extends Omit<Invitation, 'sentAt' | 'expiresAt' | 'createdAt'> {
  readonly sentAt: Date | null;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

export const toInvitation = (row: Row): Invitation => ({
  ...row,
  sentAt: row.sentAt?.toISOString() ?? null,
  expiresAt: row.expiresAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
});

const oneInvitation = compile({ id, organizationId }, (q, p) =>
  q.select(invitationColumns).from(invitations).where(and(eq(id, p.id), eq(organizationId, p.organizationId))),
);

export async function findInvitation(db: Reader<'users'>, of: { id: Id<'invite'>; organizationId: Id<'org'> }): Promise<Invitation | undefined> {
  const [row] = await db.run(oneInvitation, of);
  return row && toInvitation(row);
}
