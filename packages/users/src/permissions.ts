/** What a role or a key can be allowed to do in users. */
export const usersPermissions = ['users:organizations:read'] as const;

export type UsersPermission = (typeof usersPermissions)[number];
