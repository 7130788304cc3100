import { compileWrite } from '@plinth/db';
import { requestErrors, requireOperator } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { BillingContext } from '../context.ts';
import type { Account, UpdateAccount } from '../contract/accounts.ts';
import { accounts } from '../db/schema.ts';
import { billingErrors } from '../errors.ts';
import { toAccount } from '../selectors/account.ts';
import { taxRateProblems } from '../selectors/tax-rate.ts';
import { holdAccount, readAccount } from './hold-account.ts';

const { id, name, taxTreatment, taxRate, taxNote, graceDays, version } = accounts;

const save = compileWrite({ id, name, taxTreatment, taxRate, taxNote, graceDays }, (q, { id: ofAccount, ...settings }) =>
  q.update(accounts).set({ ...settings, version: sql`${version} + 1` }).where(eq(id, ofAccount)),
);

/** Changes what an account is called, how it is taxed, and how long its invoices stay drafts, from the next one on. For operators; `ownerId` is whose account it is. */
export async function updateAccount({ tx, actor, requireVersion }: BillingContext, { accountId, ownerId, ...changes }: UpdateAccount): Promise<Account> {
  requireOperator(actor);
  await tx.enter(ownerId);
  const notFound = () => billingErrors.accountNotFound({ accountId });
  const found = await readAccount(tx, accountId);
  if (found?.ownerId !== ownerId) throw notFound();
  await holdAccount(tx, found);
  const account = await readAccount(tx, accountId);
  if (!account) throw notFound();
  requireVersion(account.version);
  const problems = await taxRateProblems(tx, typeof changes.taxRate === 'string' ? [{ pointer: '/taxRate', key: changes.taxRate }] : []);
  if (problems.length > 0) throw requestErrors.invalid(problems);
  if (Object.keys(changes).length === 0) return toAccount(account);
  const changed = { ...account, ...changes };
  await tx.run(save, { id: accountId, name: changed.name, taxTreatment: changed.taxTreatment, taxRate: changed.taxRate, taxNote: changed.taxNote, graceDays: changed.graceDays });
  return toAccount({ ...changed, version: account.version + 1 });
}
