import { arrayOf, compile, integer, limitOf } from '@plinth/db';
import { defaultLimit, newestBefore, ownersWith, type Page, pageOf } from '@plinth/kernel';
import { and, desc, lt, sql } from 'drizzle-orm';
import type { BillingReadContext } from '../context.ts';
import type { Account, ListAccounts } from '../contract/accounts.ts';
import { accounts } from '../db/schema.ts';
import { accountColumns, toAccount } from './account.ts';

const accountsOfOwners = compile({ ownerIds: arrayOf(accounts.ownerId), before: accounts.id, limit: integer }, (q, p) =>
  q
    .select(accountColumns)
    .from(accounts)
    .where(and(sql`${accounts.ownerId} = any(${p.ownerIds})`, lt(accounts.id, p.before)))
    .orderBy(desc(accounts.id))
    .limit(limitOf(p.limit)),
);

/** The accounts whose owners let the actor read them, newest first. */
export async function listAccounts({ db, actor }: BillingReadContext, input: ListAccounts): Promise<Page<Account>> {
  const { ownerId, cursor, limit = defaultLimit } = input;
  const ownerIds = ownersWith(actor, 'billing:accounts:read', ownerId);
  const rows = await db.run(accountsOfOwners, { ownerIds, before: newestBefore('acct', cursor), limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id], toAccount);
}
