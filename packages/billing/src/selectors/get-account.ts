import { compile } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { Account, GetAccount } from '../contract/accounts.ts';
import { accounts } from '../db/schema.ts';
import { billingErrors } from '../errors.ts';
import { accountColumns, toAccount } from './account.ts';

const accountById = compile({ id: accounts.id }, (q, { id }) =>
  q.select(accountColumns).from(accounts).where(eq(accounts.id, id)),
);

/** One account; `billing.account_not_found` for anyone who has no grant of its owner. */
export async function getAccount({ db, actor }: BillingReadContext, { accountId }: GetAccount): Promise<Account> {
  const notFound = () => billingErrors.accountNotFound({ accountId });
  const [row] = await db.run(accountById, { id: accountId });
  if (!row) throw notFound();
  requirePermission(actor, 'billing:accounts:read', row.ownerId, notFound);
  return toAccount(row);
}
