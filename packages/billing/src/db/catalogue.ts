import { instantColumn, typedId } from '@plinth/db';
import { sql } from 'drizzle-orm';
import { index, integer, jsonb, numeric, primaryKey, text } from 'drizzle-orm/pg-core';
import { billing } from './schema.ts';

export const meters = billing.table(
  'meters',
  {
    id: typedId('mtr')('id').primaryKey(),
    key: text('key').notNull().unique(),
    name: text('name').notNull(),
    aggregation: text('aggregation', { enum: ['count', 'sum', 'max', 'uniqueCount', 'latest', 'weightedSum'] }).notNull(),
    eventType: text('event_type').notNull(),
    valueProperty: text('value_property'),
    filters: jsonb('filters').$type<{ property: string; values: string[] }[]>().notNull().default([]),
    groupBy: text('group_by').array().notNull().default([]),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
  },
  (table) => [index('meters_of_event_type').on(table.eventType)],
);

export const products = billing.table(
  'products',
  {
    id: typedId('prod')('id').primaryKey(),
    key: text('key').notNull().unique(),
    name: text('name').notNull(),
    description: text('description').notNull(),
    status: text('status', { enum: ['active', 'archived'] }).notNull().default('active'),
    version: integer('version').notNull().default(1),
    createdAt: instantColumn('created_at').notNull(),
    archivedAt: instantColumn('archived_at'),
  },
  (table) => [index('products_active').on(table.id).where(sql`${table.status} = 'active'`)],
);

export const plans = billing.table('plans', {
  id: typedId('plan')('id').primaryKey(),
  key: text('key').notNull(),
  version: integer('version').notNull(),
  name: text('name').notNull(),
  status: text('status', { enum: ['draft', 'published', 'retired'] }).notNull().default('draft'),
  currency: text('currency').notNull(),
  interval: text('interval', { enum: ['day', 'week', 'month', 'year'] }).notNull(),
  intervalCount: integer('interval_count').notNull(),
  trialDays: integer('trial_days').notNull().default(0),
  proration: text('proration', { enum: ['second', 'day'] }).notNull().default('second'),
  createdAt: instantColumn('created_at').notNull(),
  publishedAt: instantColumn('published_at'),
  productId: typedId('prod')('product_id').references(() => products.id),
  retiredAt: instantColumn('retired_at'),
  derivedFrom: typedId('plan')('derived_from'),
  accountId: typedId('acct')('account_id'),
});

export const charges = billing.table('charges', {
  id: typedId('charge')('id').primaryKey(),
  planId: typedId('plan')('plan_id').notNull().references(() => plans.id),
  position: integer('position').notNull(),
  key: text('key').notNull(),
  model: text('model', { enum: ['flat', 'standard', 'graduated', 'volume', 'package', 'percentage', 'graduatedPercentage', 'dynamic'] }).notNull(),
  timing: text('timing', { enum: ['inAdvance', 'inArrears'] }).notNull(),
  meterId: typedId('mtr')('meter_id').references(() => meters.id),
  price: jsonb('price').notNull(),
  prices: jsonb('prices').notNull().default({}),
  interval: text('interval', { enum: ['day', 'week', 'month', 'year'] }),
  intervalCount: integer('interval_count'),
  taxRate: text('tax_rate'),
});

export const features = billing.table('features', {
  id: typedId('feat')('id').primaryKey(),
  key: text('key').notNull().unique(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['boolean', 'limit'] }).notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instantColumn('created_at').notNull(),
});

export const planFeatures = billing.table(
  'plan_features',
  {
    planId: typedId('plan')('plan_id').notNull().references(() => plans.id),
    featureId: typedId('feat')('feature_id').notNull().references(() => features.id),
    position: integer('position').notNull(),
    maximum: numeric('maximum'),
  },
  (table) => [primaryKey({ columns: [table.planId, table.featureId] }), index('plan_features_of_feature').on(table.featureId)],
);
