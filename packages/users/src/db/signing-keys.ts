import { instantColumn } from '@plinth/db';
import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { bytes, users } from './schema.ts';

export const signingKeys = users.table(
  'signing_keys',
  {
    id: text('id').primaryKey(),
    publicKey: jsonb('public_key').notNull(),
    sealed: bytes('sealed').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    signsFrom: instantColumn('signs_from').notNull(),
    signsUntil: instantColumn('signs_until').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (table) => [index('signing_keys_expired').on(table.expiresAt)],
);
