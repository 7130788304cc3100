import { instantColumn, typedId } from '@plinth/db';
import { bigint, boolean, date, index, integer, jsonb, numeric, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { isNotNull, isNull, sql } from 'drizzle-orm';
import { billing } from './schema.ts';

const minorUnits = (name: string) => bigint(name, { mode: 'bigint' });

export const invoices = billing.table(
  'invoices',
  {
    id: typedId('inv')('id').primaryKey(),
    accountId: typedId('acct')('account_id').notNull(),
    ownerId: text('owner_id').notNull(),
    number: text('number').unique(),
    status: text('status', { enum: ['draft', 'open', 'paid', 'void', 'uncollectible'] }).notNull(),
    currency: text('currency').notNull(),
    issueDate: date('issue_date', { mode: 'string' }),
    dueDate: date('due_date', { mode: 'string' }),
    subtotal: minorUnits('subtotal').notNull(),
    tax: minorUnits('tax').notNull(),
    total: minorUnits('total').notNull(),
    amountDue: minorUnits('amount_due').notNull(),
    sellerName: text('seller_name').notNull(),
    billToName: text('bill_to_name').notNull(),
    timeZone: text('time_zone').notNull(),
    testClockId: typedId('clock')('test_clock_id'),
    finalizedAt: instantColumn('finalized_at'),
    version: integer('version').notNull().default(1),
    creditApplied: minorUnits('credit_applied').notNull().default(0n),
    creditCarried: minorUnits('credit_carried').notNull().default(0n),
    taxNote: text('tax_note'),
    discount: minorUnits('discount').notNull().default(0n),
    createdAt: instantColumn('created_at').notNull().defaultNow(),
    finalizesAt: instantColumn('finalizes_at'),
    finalizationFailure: text('finalization_failure'),
    finalizationAttempts: integer('finalization_attempts').notNull().default(0),
    voidedAt: instantColumn('voided_at'),
    uncollectibleAt: instantColumn('uncollectible_at'),
    replaces: typedId('inv')('replaces').unique(),
  },
  (table) => [
    index('invoices_of_account').on(table.accountId, table.createdAt.desc(), table.id.desc()),
    index('live_invoices_of_owner').on(table.ownerId, table.createdAt.desc(), table.id.desc()).where(isNull(table.testClockId)),
    index('invoices_to_finalize').on(table.testClockId, table.finalizesAt, table.accountId).where(isNotNull(table.finalizesAt)),
    index('drafts_of_account').on(table.accountId, table.createdAt, table.id).where(sql`${table.status} = 'draft'`),
  ],
);

export const invoiceLines = billing.table(
  'invoice_lines',
  {
    id: typedId('line')('id').primaryKey(),
    invoiceId: typedId('inv')('invoice_id').notNull(),
    ownerId: text('owner_id').notNull(),
    position: integer('position').notNull(),
    subscriptionId: typedId('sub')('subscription_id'),
    chargeId: typedId('charge')('charge_id'),
    chargeKey: text('charge_key'),
    description: text('description').notNull(),
    quantity: numeric('quantity'),
    periodStart: instantColumn('period_start'),
    periodEnd: instantColumn('period_end'),
    amount: minorUnits('amount').notNull(),
    tax: minorUnits('tax').notNull(),
    explanation: jsonb('explanation').notNull(),
    reason: text('reason', { enum: ['period', 'minimumSpend', 'change', 'credit', 'lateUsage', 'oneOff'] }).notNull(),
    sequence: integer('sequence').notNull().default(0),
    credits: typedId('line')('credits'),
    wholeAmount: minorUnits('whole_amount'),
    cycleStart: instantColumn('cycle_start'),
    cycleEnd: instantColumn('cycle_end'),
    taxTreatment: text('tax_treatment', { enum: ['taxable', 'exempt', 'reverseCharge'] }).notNull().default('taxable'),
    taxRateId: typedId('taxrate')('tax_rate_id'),
    discount: minorUnits('discount').notNull().default(0n),
    timing: text('timing', { enum: ['inAdvance', 'inArrears'] }).notNull().default('inAdvance'),
    billedSince: instantColumn('billed_since'),
    share: text('share'),
    voided: boolean('voided').notNull().default(false),
    taxRate: text('tax_rate'),
  },
  (table) => [
    unique('invoice_lines_invoice_id_position_key').on(table.invoiceId, table.position),
    uniqueIndex('invoice_lines_once')
      .on(table.subscriptionId, table.chargeId, table.periodStart, table.reason, table.sequence)
      .where(sql`${table.credits} is null and not ${table.voided}`),
    uniqueIndex('invoice_lines_credited_once').on(table.credits).where(sql`${table.credits} is not null and not ${table.voided}`),
    index('invoice_lines_by_credited').on(table.credits).where(isNotNull(table.credits)),
    index('invoice_lines_by_usage').on(table.subscriptionId, table.periodEnd).where(sql`${table.share} is not null or ${table.reason} = 'lateUsage'`),
    index('invoice_lines_in_advance').on(table.subscriptionId, table.periodEnd).where(isNotNull(table.wholeAmount)),
  ],
);

export const accountCredits = billing.table('account_credits', {
  accountId: typedId('acct')('account_id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  balance: minorUnits('balance').notNull(),
});
