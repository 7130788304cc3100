import { compile } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { and, eq, isNull } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { ApiKey, OfOrganization, OneApiKey } from '../contract/api-keys.ts';
import { apiKeys } from '../db/api-keys.ts';
import { usersErrors } from '../errors.ts';
import { apiKeyColumns, keyOwner, ofOwner, toApiKey } from './api-key.ts';

const { id, organizationId, userId, revokedAt } = apiKeys;

const keyOfOwner = compile({ id, organizationId, userId }, (q, p) =>
  q
    .select(apiKeyColumns)
    .from(apiKeys)
    .where(and(eq(id, p.id), isNull(revokedAt), ofOwner(p))),
);

const nobody: Id<'user'> = `user_${'0'.repeat(26)}`;

/** One key of the caller, or of an organization. */
export async function getApiKey({ db, actor, clock }: UsersReadContext, { keyId, organizationId: of }: OneApiKey & Partial<OfOrganization>): Promise<ApiKey> {
  const owner = keyOwner(actor, 'users:api-keys:read', of);
  const [row] = await db.run(keyOfOwner, { id: keyId, organizationId: owner.organizationId, userId: owner.userId ?? nobody });
  if (!row) throw usersErrors.apiKeyNotFound({ keyId });
  return toApiKey(row, clock.now());
}
