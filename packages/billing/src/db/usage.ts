import { instantColumn, typedId } from '@plinth/db';
import { customType, index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { billing } from './schema.ts';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

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
  },
  (table) => [index('usage_events_by_time').on(table.accountId, table.type, table.time)],
);
