import type { Page } from '@plinth/kernel';
import type { Call, Module, Peer } from '@plinth/module';
import type { Account, GetAccount, ListAccounts } from './accounts.ts';
import type { billingContract } from './contract.ts';

/** Billing as its callers hold it, in this process or another. */
export interface Billing extends Peer, Pick<Module<typeof billingContract>, 'services' | 'worker'> {
  readonly selectors: {
    /** `billing.account_not_found` for anyone who has no grant of its owner. */
    getAccount(input: GetAccount, call: Call): Promise<Account>;
    /** Newest first; another tenant's `ownerId` is an empty page. */
    listAccounts(input: ListAccounts, call: Call): Promise<Page<Account>>;
  };
}
