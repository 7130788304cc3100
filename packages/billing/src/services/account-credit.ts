import { arrayOf, compileWrite, json, type Tx } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import { accountCredits } from '../db/invoices.ts';

// In the order of their accounts, so that two transactions never wait for each other in a circle.
const lockBalances = compileWrite({ accountIds: arrayOf(accountCredits.accountId) }, (q, p) =>
  q
    .select({ accountId: accountCredits.accountId, balance: accountCredits.balance })
    .from(accountCredits)
    .where(sql`${accountCredits.accountId} = any(${p.accountIds})`)
    .orderBy(accountCredits.accountId)
    .for('update'),
);

const saveBalances = compileWrite(
  { balances: json },
  (_q, p) => sql`
    insert into billing.account_credits as credit (account_id, owner_id, balance)
    select changed.* from jsonb_to_recordset(${p.balances}::jsonb) as changed ("accountId" uuid, "ownerId" text, added bigint) where changed.added > 0
    on conflict (account_id) do update set balance = credit.balance + excluded.balance`,
);

const spendBalances = compileWrite(
  { balances: json },
  (_q, p) => sql`
    update billing.account_credits credit set balance = credit.balance - spent.spent
    from jsonb_to_recordset(${p.balances}::jsonb) as spent ("accountId" uuid, spent bigint)
    where credit.account_id = spent."accountId"`,
);

export interface CreditMovement {
  readonly accountId: Id<'acct'>;
  readonly ownerId: string;
  /** Minor units: kept for the account, or taken from what was kept. */
  readonly change: bigint;
}

/** What accounts have kept of credits that no invoice could net (minor units), held until the transaction ends. */
export async function holdAccountCredit(tx: Tx<'billing'>, accountIds: readonly Id<'acct'>[]): Promise<ReadonlyMap<Id<'acct'>, bigint>> {
  const rows = await tx.run(lockBalances, { accountIds: [...new Set(accountIds)] });
  return new Map(rows.map(({ accountId, balance }) => [accountId, balance]));
}

/** Writes what invoices took from the accounts' credit, and what they left for it. */
export async function moveAccountCredit(tx: Tx<'billing'>, movements: readonly CreditMovement[]): Promise<void> {
  const byAccount = Map.groupBy(movements, ({ accountId }) => accountId);
  const sums = [...byAccount].map(([accountId, own]) => ({ accountId: idToUuid(accountId), ownerId: own[0]?.ownerId, change: own.reduce((sum, { change }) => sum + change, 0n) }));
  const [added, spent] = [sums.filter(({ change }) => change > 0n), sums.filter(({ change }) => change < 0n)];
  if (added.length > 0) await tx.run(saveBalances, { balances: added.map(({ change, ...row }) => ({ ...row, added: change.toString() })) });
  if (spent.length > 0) await tx.run(spendBalances, { balances: spent.map(({ accountId, change }) => ({ accountId, spent: (-change).toString() })) });
}
