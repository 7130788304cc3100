import { instantColumn, typedId } from '@plinth/db';
import { bigint, index, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { billing } from './schema.ts';

export const journalTransactions = billing.table(
  'journal_transactions',
  {
    id: typedId('jtx')('id').primaryKey(),
    book: text('book').notNull(),
    occurredAt: instantColumn('occurred_at').notNull(),
    kind: text('kind', { enum: ['invoice', 'invoiceVoid', 'invoiceUncollectible'] }).notNull(),
    accountId: typedId('acct')('account_id').notNull(),
    sourceId: typedId('inv')('source_id').notNull(),
  },
  (table) => [
    unique('journal_transactions_kind_source_id_key').on(table.kind, table.sourceId),
    index('journal_transactions_of_book').on(table.book),
  ],
);

export const journalLines = billing.table(
  'journal_lines',
  {
    transactionId: typedId('jtx')('transaction_id').notNull(),
    position: integer('position').notNull(),
    ledgerAccount: text('ledger_account', { enum: ['receivable', 'deferredRevenue', 'revenue', 'taxPayable', 'accountCredit', 'discounts', 'badDebt'] }).notNull(),
    currency: text('currency').notNull(),
    debit: bigint('debit', { mode: 'bigint' }).notNull(),
    credit: bigint('credit', { mode: 'bigint' }).notNull(),
    taxRateId: typedId('taxrate')('tax_rate_id'),
  },
  (table) => [primaryKey({ columns: [table.transactionId, table.position] })],
);
