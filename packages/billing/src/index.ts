export { billingConfig, type BillingConfig } from './config.ts';
export type { Account, GetAccount, ListAccounts } from './contract/accounts.ts';
export type { Billing } from './contract/billing.ts';
export { billingErrors } from './errors.ts';
export { createBilling, type BillingOptions } from './module.ts';
export { billingPermissions, type BillingPermission } from './permissions.ts';
