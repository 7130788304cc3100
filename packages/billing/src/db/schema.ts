import { instantColumn, typedId } from '@plinth/db';
import { isNotNull } from 'drizzle-orm';
import { index, integer, pgSchema, text } from 'drizzle-orm/pg-core';

export const billing = pgSchema('billing');

export const accounts = billing.table(
  'accounts',
  {
    id: typedId('acct')('id').primaryKey(),
    ownerId: text('owner_id').notNull(),
    name: text('name').notNull(),
    currency: text('currency').notNull(),
    timeZone: text('time_zone').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
    testClockId: typedId('clock')('test_clock_id'),
    taxTreatment: text('tax_treatment', { enum: ['taxable', 'exempt', 'reverseCharge'] }).notNull().default('taxable'),
    taxRate: text('tax_rate'),
    taxNote: text('tax_note'),
    graceDays: integer('grace_days'),
  },
  (table) => [
    index('accounts_by_owner').on(table.ownerId, table.id),
    index('accounts_on_clock').on(table.testClockId).where(isNotNull(table.testClockId)),
  ],
);
