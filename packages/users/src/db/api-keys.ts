import { instantColumn, typedId } from '@plinth/db';
import { index, integer, text } from 'drizzle-orm/pg-core';
import { bytes, organizations, people, users } from './schema.ts';

export const apiKeys = users.table(
  'api_keys',
  {
    id: typedId('key')('id').primaryKey(),
    userId: typedId('user')('user_id').notNull().references(() => people.id),
    organizationId: typedId('org')('organization_id').references(() => organizations.id),
    name: text('name').notNull(),
    scopes: text('scopes').array().notNull(),
    allowedIps: text('allowed_ips').array().notNull(),
    secretHash: bytes('secret_hash').notNull(),
    previousHash: bytes('previous_hash'),
    previousEndsAt: instantColumn('previous_ends_at'),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at'),
    lastUsedAt: instantColumn('last_used_at'),
    warnedAt: instantColumn('warned_at'),
    revokedAt: instantColumn('revoked_at'),
  },
  (table) => [index('api_keys_of_user').on(table.userId, table.id), index('api_keys_of_organization').on(table.organizationId, table.id)],
);
