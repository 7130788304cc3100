import { compileWrite } from '@plinth/db';
import type { Id } from '@plinth/kernel';
import type { BillingContext } from '../context.ts';
import type { Account } from '../contract/accounts.ts';
import { accounts } from '../db/schema.ts';
import { accountColumns, toAccount } from '../selectors/account.ts';

const { id, ownerId, name, currency, timeZone, testClockId, createdAt, taxTreatment, taxRate, taxNote, graceDays } = accounts;

const insertAccount = compileWrite({ id, ownerId, name, currency, timeZone, testClockId, createdAt, taxTreatment, taxRate, taxNote, graceDays }, (q, account) =>
  q.insert(accounts).values(account).returning(accountColumns),
);

export interface OpenAccount {
  readonly ownerId: string;
  readonly name: string;
  /** The deployment's default, where it is left out. */
  readonly currency?: string;
  /** The deployment's default, where it is left out. */
  readonly timeZone?: string;
  /** Of a test account. */
  readonly testClockId?: Id<'clock'>;
  /** Taxable by no rate, where it is left out. */
  readonly taxTreatment?: Account['taxTreatment'];
  readonly taxRate?: string | null;
  readonly taxNote?: string | null;
  /** Those of the seller, where it is left out. */
  readonly graceDays?: number | null;
}

/** Opens an account. An owner may have several. */
export async function openAccount({ tx, ids, clock, config }: BillingContext, asked: OpenAccount): Promise<Account> {
  const account = {
    id: ids('acct'),
    currency: config.defaultCurrency,
    timeZone: config.defaultTimeZone,
    testClockId: null,
    taxTreatment: 'taxable',
    taxRate: null,
    taxNote: null,
    graceDays: null,
    ...asked,
    createdAt: clock.now(),
  } as const;
  const [, [opened]] = await Promise.all([tx.enter(asked.ownerId), tx.run(insertAccount, account)]);
  if (!opened) throw new Error('The account was not written.');
  return toAccount(opened);
}
