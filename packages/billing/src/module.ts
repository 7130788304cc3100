import type { Actor } from '@plinth/kernel';
import { createModule, type ModuleRuntime, subscriber } from '@plinth/module';
import { usersEvents } from '@plinth/users/events';
import type { BillingConfig } from './config.ts';
import type { Billing } from './contract/billing.ts';
import { billingContract } from './contract/contract.ts';
import { getAccount } from './selectors/get-account.ts';
import { listAccounts } from './selectors/list-accounts.ts';
import { openAccountForOrganization } from './subscribers/open-account-for-organization.ts';

export interface BillingOptions extends ModuleRuntime<'billing'> {
  readonly config: BillingConfig;
}

const scopeOf = (actor: Actor): string[] => ('grants' in actor ? actor.grants.map(({ ownerId }) => ownerId) : []);

/** Puts billing together. Each call of its services is one transaction on `database`. */
export function createBilling({ config, ...runtime }: BillingOptions): Billing {
  return createModule(billingContract, {
    ...runtime,
    deps: { config },
    scopeOf,
    services: {},
    selectors: { getAccount, listAccounts },
    subscribers: { openAccount: subscriber(usersEvents.organizationCreated, openAccountForOrganization) },
  });
}
