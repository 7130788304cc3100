import { compileWrite } from '@plinth/db';
import type { BillingContext } from '../context.ts';
import { accounts } from '../db/schema.ts';

const { id, ownerId, name, currency, timeZone, createdAt } = accounts;

const insertAccount = compileWrite({ id, ownerId, name, currency, timeZone, createdAt }, (q, account) =>
  q.insert(accounts).values(account),
);

export interface OpenAccount {
  readonly ownerId: string;
  readonly name: string;
}

/** Opens an account in the deployment's default currency and time zone. An owner may have several. */
export async function openAccount({ tx, ids, clock, config }: BillingContext, { ownerId, name }: OpenAccount): Promise<void> {
  const { defaultCurrency: currency, defaultTimeZone: timeZone } = config;
  await tx.enter(ownerId);
  await tx.run(insertAccount, { id: ids('acct'), ownerId, name, currency, timeZone, createdAt: clock.now() });
}
