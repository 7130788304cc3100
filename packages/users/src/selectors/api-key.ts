import { type Actor, type Id, idSchema, requirePermission, requireUser } from '@plinth/kernel';
import { type SQL, sql } from 'drizzle-orm';
import type { ApiKey } from '../contract/api-keys.ts';
import { apiKeys } from '../db/api-keys.ts';
import { usersErrors } from '../errors.ts';
import type { UsersPermission } from '../permissions.ts';

const userIdSchema = idSchema('user');

const { id, name, organizationId, userId, scopes, allowedIps, createdAt, expiresAt, lastUsedAt, previousEndsAt, version } = apiKeys;

export const apiKeyColumns = { id, name, organizationId, userId, scopes, allowedIps, createdAt, expiresAt, lastUsedAt, previousEndsAt, version };

type Row = Pick<typeof apiKeys.$inferSelect, keyof typeof apiKeyColumns>;

/** A key as those see it who may read it; `previousEndsAt` where that is still to come. */
export const toApiKey = (row: Row, now: Date): ApiKey => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  previousEndsAt: row.previousEndsAt && row.previousEndsAt > now ? row.previousEndsAt.toISOString() : null,
});

/** Whose keys: an organization's, or a person's own. */
export type KeyOwner =
  | { readonly organizationId: Id<'org'>; readonly userId: null }
  | { readonly organizationId: null; readonly userId: Id<'user'> };

/** The owner whose keys the actor asks for, if the actor may: one's own need a session, an organization's the permission. */
export function keyOwner(actor: Actor, permission: UsersPermission, organization: Id<'org'> | undefined): KeyOwner {
  if (organization === undefined) return { organizationId: null, userId: userIdSchema.parse(requireUser(actor).userId) };
  requirePermission(actor, permission, organization, () => usersErrors.organizationNotFound({ organizationId: organization }));
  return { organizationId: organization, userId: null };
}

/** In a query: keys of the organization, or of the user where there is none. */
export const ofOwner = (p: { readonly organizationId: SQL; readonly userId: SQL }): SQL =>
  sql`${organizationId} is not distinct from ${p.organizationId}::uuid and (${organizationId} is not null or ${userId} = ${p.userId}::uuid)`;
