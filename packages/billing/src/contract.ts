import { idSchema, pageInput } from '@plinth/kernel';
import { type Call, defineContract, type InputOf, type Module, operation } from '@plinth/module';
import { z } from 'zod';
import { billingErrors } from './errors.ts';

export const account = z
  .strictObject({
    id: idSchema('acct'),
    ownerId: z.string(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Account', description: 'Who pays: the billing side of an organization.' });

export const accountPage = z
  .strictObject({ data: z.array(account), nextCursor: z.string().nullable() })
  .meta({ id: 'AccountPage' });

export const billingContract = defineContract('billing', {
  services: {},
  selectors: {
    getAccount: operation({
      input: z.strictObject({ accountId: idSchema('acct') }),
      output: account,
      errors: [billingErrors.accountNotFound],
    }),
    listAccounts: operation({
      input: z.strictObject({ ownerId: z.string().max(100).exactOptional(), ...pageInput }),
      output: accountPage,
    }),
  },
});

export type Account = z.output<typeof account>;
export type AccountPage = z.output<typeof accountPage>;
export type GetAccount = InputOf<typeof billingContract.selectors.getAccount>;
export type ListAccounts = InputOf<typeof billingContract.selectors.listAccounts>;

/** Billing as its callers hold it, in this process or another. */
export interface Billing extends Pick<Module<typeof billingContract>, 'services' | 'subscriptions' | 'receive' | 'worker'> {
  readonly selectors: {
    /** `billing.account_not_found` for anyone who has no grant of its owner. */
    getAccount(input: GetAccount, call: Call): Promise<Account>;
    /** Newest first; another tenant's `ownerId` is an empty page. */
    listAccounts(input: ListAccounts, call: Call): Promise<AccountPage>;
  };
}
