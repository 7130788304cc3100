import { instantColumn, typedId } from '@plinth/db';
import { gt, sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { billing } from './schema.ts';

export const invoiceLineDiscounts = billing.table(
  'invoice_line_discounts',
  {
    lineId: typedId('line')('line_id').notNull(),
    redemptionId: typedId('redemption')('redemption_id').notNull(),
    ownerId: text('owner_id').notNull(),
    subscriptionId: typedId('sub')('subscription_id').notNull(),
    issuedAt: instantColumn('issued_at').notNull(),
    sequence: integer('sequence').notNull(),
    amount: bigint('amount', { mode: 'bigint' }).notNull(),
    voided: boolean('voided').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.lineId, table.redemptionId] }),
    index('invoice_line_discounts_by_period').on(table.redemptionId, table.sequence),
    index('invoice_line_discounts_in_effect').on(table.redemptionId, table.subscriptionId, table.issuedAt.desc()).where(gt(table.amount, sql`0`)),
  ],
);
