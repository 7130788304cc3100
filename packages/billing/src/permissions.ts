/** What a role or a key can be allowed to do in billing; the composition root hands the union of all modules' to users. */
export const billingPermissions = ['billing:accounts:read', 'billing:subscriptions:read', 'billing:subscriptions:write', 'billing:usage:read', 'billing:usage:write', 'billing:invoices:read'] as const;

export type BillingPermission = (typeof billingPermissions)[number];
