import { compile, text } from '@plinth/db';
import { requireOperator } from '@plinth/kernel';
import { asc, eq, sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { GetTrialBalance, TrialBalance } from '../contract/ledger.ts';
import { journalLines, journalTransactions } from '../db/journal.ts';
import { bookOf } from '../rules/book.ts';
import { sumAmounts } from '../rules/money.ts';
import { moneyOf } from './money.ts';

// Sums of bigint are numeric, and without a limit of their own.
const exactSum = (column: typeof journalLines.debit | typeof journalLines.credit) => sql`sum(${column})`.mapWith(String);

const postedByAccount = compile({ book: text }, (q, { book }) =>
  q
    .select({ currency: journalLines.currency, account: journalLines.ledgerAccount, debits: exactSum(journalLines.debit), credits: exactSum(journalLines.credit) })
    .from(journalLines)
    .innerJoin(journalTransactions, eq(journalTransactions.id, journalLines.transactionId))
    .where(eq(journalTransactions.book, book))
    .groupBy(journalLines.currency, journalLines.ledgerAccount)
    .orderBy(asc(journalLines.currency), asc(journalLines.ledgerAccount)),
);

/** All that is posted in the book of live accounts, or of a test clock's, by currency and ledger account; for operators. */
export async function getTrialBalance({ db, actor }: BillingReadContext, { testClockId }: GetTrialBalance): Promise<TrialBalance> {
  requireOperator(actor);
  const posted = await db.run(postedByAccount, { book: bookOf(testClockId ?? null) });
  const rows = posted.map((row) => ({ ...row, debits: BigInt(row.debits), credits: BigInt(row.credits) }));
  const data = [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, accounts]) => ({
    currency,
    debits: moneyOf('debits', sumAmounts(accounts.map(({ debits }) => debits)), currency),
    credits: moneyOf('credits', sumAmounts(accounts.map(({ credits }) => credits)), currency),
    accounts: accounts.map(({ account, debits, credits }) => ({
      account,
      debits: moneyOf('debits', debits, currency),
      credits: moneyOf('credits', credits, currency),
    })),
  }));
  return { data };
}
