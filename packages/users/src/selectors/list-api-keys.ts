import { compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, pageOf } from '@plinth/kernel';
import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { ApiKeyPage, ListApiKeys, OfOrganization } from '../contract/api-keys.ts';
import { apiKeys } from '../db/api-keys.ts';
import { apiKeyColumns, keyOwner, toApiKey } from './api-key.ts';

const { id, organizationId, userId, revokedAt } = apiKeys;

const keysOfUser = compile({ userId, before: id, limit: integer }, (q, p) =>
  q
    .select(apiKeyColumns)
    .from(apiKeys)
    .where(and(eq(userId, p.userId), isNull(organizationId), isNull(revokedAt), lt(id, p.before)))
    .orderBy(desc(id))
    .limit(limitOf(p.limit)),
);

const keysOfOrganization = compile({ organizationId, before: id, limit: integer }, (q, p) =>
  q
    .select(apiKeyColumns)
    .from(apiKeys)
    .where(and(eq(organizationId, p.organizationId), isNull(revokedAt), lt(id, p.before)))
    .orderBy(desc(id))
    .limit(limitOf(p.limit)),
);

/** The keys of the caller, or of an organization, newest first; those that expired among them, the revoked ones not. */
export async function listApiKeys(context: UsersReadContext, { organizationId: of, cursor, limit = defaultLimit }: ListApiKeys & Partial<OfOrganization>): Promise<ApiKeyPage> {
  const { db, actor, clock } = context;
  const owner = keyOwner(actor, 'users:api-keys:read', of);
  const page = { before: newestBefore('key', cursor), limit: limit + 1 };
  const rows = owner.organizationId === null
    ? await db.run(keysOfUser, { userId: owner.userId, ...page })
    : await db.run(keysOfOrganization, { organizationId: owner.organizationId, ...page });
  const now = clock.now();
  return pageOf(rows, limit, (row) => [row.id], (row) => toApiKey(row, now));
}
