import { compileWrite, json, type Tx } from '@plinth/db';
import { type Id, idToUuid, type Ids } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { bookOf } from '../rules/book.ts';
import type { Posting } from '../rules/postings.ts';

const insertTransactions = compileWrite(
  { transactions: json, lines: json },
  (_q, p) => sql`
    with posted as (
      insert into billing.journal_transactions (id, book, occurred_at, kind, account_id, source_id)
      select entry.* from jsonb_to_recordset(${p.transactions}::jsonb) as entry (id uuid, book text, "occurredAt" timestamptz, kind text,
        "accountId" uuid, "sourceId" uuid)
    )
    insert into billing.journal_lines (transaction_id, position, ledger_account, currency, debit, credit, tax_rate_id)
    select line.* from jsonb_to_recordset(${p.lines}::jsonb) as line ("transactionId" uuid, position integer, "ledgerAccount" text,
      currency text, debit bigint, credit bigint, "taxRateId" uuid)`,
);

/** One movement of money: what happened, when, and its two sides. */
export interface JournalEntry {
  readonly kind: 'invoice' | 'invoiceVoid' | 'invoiceUncollectible';
  readonly testClockId: Id<'clock'> | null;
  readonly accountId: Id<'acct'>;
  /** The document behind it; a second entry of the same kind for it is refused. */
  readonly sourceId: Id;
  readonly occurredAt: Temporal.Instant;
  readonly currency: string;
  readonly postings: readonly Posting[];
}

/**
 * The one way into the journal, in one statement. An entry that moves nothing is left out; one that does not balance fails
 * the commit.
 */
export async function postJournal(tx: Tx<'billing'>, entries: readonly JournalEntry[], ids: Ids): Promise<void> {
  const posted = entries.filter(({ postings }) => postings.length > 0).map((entry) => ({ ...entry, id: idToUuid(ids('jtx')) }));
  await tx.run(insertTransactions, {
    transactions: posted.map(({ id, kind, testClockId, accountId, sourceId, occurredAt }) => ({
      id,
      kind,
      book: bookOf(testClockId),
      accountId: idToUuid(accountId),
      sourceId: idToUuid(sourceId),
      occurredAt: occurredAt.toString(),
    })),
    lines: posted.flatMap(({ id, currency, postings }) =>
      postings.map(({ ledgerAccount, debit, credit, taxRateId = null }, index) => ({
        transactionId: id,
        position: index + 1,
        ledgerAccount,
        currency,
        debit: debit.toString(),
        credit: credit.toString(),
        taxRateId: taxRateId && idToUuid(taxRateId),
      })),
    ),
  });
}
