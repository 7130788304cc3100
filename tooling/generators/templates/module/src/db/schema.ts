import { instantColumn, typedId } from '@plinth/db';
import { index, integer, pgSchema, text, unique } from 'drizzle-orm/pg-core';

const workshopSchema = pgSchema('workshop');

export const widgets = workshopSchema.table(
  'widgets',
  {
    id: typedId('widget')('id').primaryKey(),
    ownerId: text('owner_id').notNull(),
    name: text('name').notNull(),
    /** The name as it is compared. */
    canonicalName: text('canonical_name').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [unique('widgets_by_name').on(table.ownerId, table.canonicalName), index('widgets_by_owner').on(table.ownerId, table.id)],
);
