/** What a role or a key can be allowed to do in workshop; the composition root hands the union of all modules' to users. */
export const workshopPermissions = ['workshop:widgets:read', 'workshop:widgets:write'] as const;

export type WorkshopPermission = (typeof workshopPermissions)[number];
