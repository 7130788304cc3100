import { instantColumn, typedId } from '@plinth/db';
import { isNull } from 'drizzle-orm';
import { integer, jsonb, numeric, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { billing } from './schema.ts';

export const taxRates = billing.table(
  'tax_rates',
  {
    id: typedId('taxrate')('id').primaryKey(),
    key: text('key').notNull(),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    jurisdiction: text('jurisdiction').notNull(),
    percentage: numeric('percentage').notNull(),
    behavior: text('behavior', { enum: ['exclusive', 'inclusive'] }).notNull(),
    status: text('status', { enum: ['active', 'archived'] }).notNull().default('active'),
    createdAt: instantColumn('created_at').notNull(),
    archivedAt: instantColumn('archived_at'),
    supersededAt: instantColumn('superseded_at'),
    parts: jsonb('parts').notNull().default([]),
  },
  (table) => [unique('tax_rates_key_version_key').on(table.key, table.version), uniqueIndex('tax_rates_in_force').on(table.key).where(isNull(table.supersededAt))],
);
