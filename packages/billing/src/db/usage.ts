import { instantColumn, typedId } from '@plinth/db';
import { bigint, customType, index, jsonb, numeric, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { meters } from './catalogue.ts';
import { billing } from './schema.ts';
import { transactionId } from './transaction-id.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

export const usageEventKeys = billing.table(
  'usage_event_keys',
  {
    accountId: typedId('acct')('account_id').notNull(),
    ownerId: text('owner_id').notNull(),
    key: bytea('key').notNull(),
    payloadHash: bytea('payload_hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.key] })],
);

export const usageEvents = billing.table(
  'usage_events',
  {
    accountId: typedId('acct')('account_id').notNull(),
    ownerId: text('owner_id').notNull(),
    type: text('type').notNull(),
    source: text('source').notNull(),
    eventId: text('event_id').notNull(),
    time: instantColumn('time').notNull(),
    data: jsonb('data'),
    receivedAt: instantColumn('received_at').notNull(),
    transactionId: transactionId('transaction_id').notNull(),
    sign: smallint('sign').notNull().default(1),
  },
  (table) => [index('usage_events_by_transaction').on(table.type, table.transactionId, table.accountId)],
);

export const usageRollupProgress = billing.table('usage_rollup_progress', {
  meterId: typedId('mtr')('meter_id').primaryKey().references(() => meters.id),
  rolledUntil: transactionId('rolled_until').notNull().default('0'),
});

const bucketOfMeter = {
  meterId: typedId('mtr')('meter_id').notNull().references(() => meters.id),
  accountId: typedId('acct')('account_id').notNull(),
  ownerId: text('owner_id').notNull(),
  bucket: instantColumn('bucket').notNull(),
  groups: text('groups').array().notNull(),
};

export const usageRollups = billing.table(
  'usage_rollups',
  {
    ...bucketOfMeter,
    events: bigint('events', { mode: 'bigint' }).notNull(),
    sum: numeric('sum'),
    moment: numeric('moment'),
    most: numeric('most'),
    latest: text('latest').array(),
    takenBack: bigint('taken_back', { mode: 'bigint' }).notNull(),
    lastTransaction: transactionId('last_transaction').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.meterId, table.accountId, table.bucket, table.groups] }),
    index('usage_rollups_by_transaction').on(table.accountId, table.lastTransaction),
  ],
);

export const usageRollupValues = billing.table(
  'usage_rollup_values',
  { ...bucketOfMeter, value: bytea('value').notNull(), events: bigint('events', { mode: 'bigint' }).notNull() },
  (table) => [primaryKey({ columns: [table.meterId, table.accountId, table.bucket, table.groups, table.value] })],
);

/** Which transactions wrote what is rolled up in a bucket: its events are found by them. */
export const usageRollupTransactions = billing.table(
  'usage_rollup_transactions',
  {
    meterId: bucketOfMeter.meterId,
    accountId: bucketOfMeter.accountId,
    ownerId: bucketOfMeter.ownerId,
    bucket: bucketOfMeter.bucket,
    transactionId: transactionId('transaction_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.meterId, table.accountId, table.bucket, table.transactionId] })],
);
