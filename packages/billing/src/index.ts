export { billingConfig, type BillingConfig } from './config.ts';
export type { Account, AccountPage, Billing, GetAccount, ListAccounts } from './contract.ts';
export { billingErrors } from './errors.ts';
export { createBilling, type BillingOptions } from './module.ts';
export { billingPermissions, type BillingPermission } from './permissions.ts';
