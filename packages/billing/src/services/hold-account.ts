import { compileWrite, type Tx } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import { accounts } from '../db/schema.ts';
import { testClocks } from '../db/test-clocks.ts';
import { accountById, accountColumns } from '../selectors/account.ts';

// A clock cannot move on while something begins at the time it shows.
const holdTestClock = compileWrite({ id: testClocks.id }, (q, { id }) => q.select({ id: testClocks.id }).from(testClocks).where(eq(testClocks.id, id)).for('share'));

const lockAccount = compileWrite({ id: accounts.id }, (q, { id }) => q.select(accountColumns).from(accounts).where(eq(accounts.id, id)).for('no key update'));

export type AccountRow = typeof accounts.$inferSelect;

/** An account within reach, as it is now. */
export async function readAccount(tx: Tx<'billing'>, id: Id<'acct'>): Promise<AccountRow | undefined> {
  const [account] = await tx.run(accountById, { id });
  return account;
}

/** Keeps an account, and the time it lives in, to this transaction: whoever changes what is billed to it waits, the run passes it over. */
export async function holdAccount(tx: Tx<'billing'>, { id, testClockId }: AccountRow): Promise<void> {
  if (testClockId) await tx.run(holdTestClock, { id: testClockId });
  await tx.run(lockAccount, { id });
}
