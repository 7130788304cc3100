import { compileWrite, instant } from '@plinth/db';
import { idSchema, requireSession } from '@plinth/kernel';
import { and, eq, isNull } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { OfOrganization, OneApiKey } from '../contract/api-keys.ts';
import type { Nothing } from '../contract/fields.ts';
import { apiKeys } from '../db/api-keys.ts';
import { usersErrors } from '../errors.ts';
import { keyOwner, ofOwner } from '../selectors/api-key.ts';

const userIdSchema = idSchema('user');

const { id, organizationId, userId, revokedAt } = apiKeys;

const revoke = compileWrite({ id, organizationId, userId, now: instant }, (q, p) =>
  q.update(apiKeys).set({ revokedAt: p.now }).where(and(eq(id, p.id), isNull(revokedAt), ofOwner(p))).returning({ id }),
);

/** Ends a key, and the one before its last rotation with it. */
export async function revokeApiKey({ tx, actor, clock }: UsersContext, { keyId, organizationId: of }: OneApiKey & Partial<OfOrganization>): Promise<Nothing> {
  const owner = keyOwner(actor, 'users:api-keys:write', of);
  const revokes = userIdSchema.parse(requireSession(actor).userId);
  const revoked = await tx.run(revoke, { id: keyId, organizationId: owner.organizationId, userId: owner.userId ?? revokes, now: clock.now() });
  if (revoked.length === 0) throw usersErrors.apiKeyNotFound({ keyId });
  return {};
}
