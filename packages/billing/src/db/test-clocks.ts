import { instantColumn, typedId } from '@plinth/db';
import { integer, text } from 'drizzle-orm/pg-core';
import { billing } from './schema.ts';

export const testClocks = billing.table('test_clocks', {
  id: typedId('clock')('id').primaryKey(),
  now: instantColumn('now').notNull(),
  target: instantColumn('target'),
  status: text('status', { enum: ['ready', 'advancing'] }).notNull().default('ready'),
  version: integer('version').notNull().default(1),
  createdAt: instantColumn('created_at').notNull(),
});
