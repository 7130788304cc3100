/** What a role or a key can be allowed to do in users. */
export const usersPermissions = [
  'users:organizations:read',
  'users:organizations:write',
  'users:organizations:delete',
  'users:members:read',
  'users:members:write',
  'users:owners:write',
  'users:invitations:read',
  'users:invitations:write',
  'users:roles:read',
  'users:roles:write',
  'users:audit:read',
  'users:api-keys:read',
  'users:api-keys:write',
] as const;

export type UsersPermission = (typeof usersPermissions)[number];
