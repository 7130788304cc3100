import type { RoleName } from '../contract/roles.ts';

/** What each built-in role may do, in permissions of all modules. */
export type Roles = Readonly<Record<RoleName, readonly string[]>>;

const ownersAlone = new Set(['users:organizations:delete', 'users:owners:write']);
const notForEveryone = new Set(['users:audit:read', 'users:invitations:read']);

/** The built-in roles, made of the permissions (`module:resource:action`) of the modules that are deployed together. */
export function builtInRoles(permissions: readonly string[]): Roles {
  const reads = permissions.filter((permission) => permission.endsWith(':read') && !notForEveryone.has(permission));
  const money = permissions.filter((permission) => permission.startsWith('billing:'));
  return {
    owner: permissions,
    admin: permissions.filter((permission) => !ownersAlone.has(permission)),
    member: reads,
    billing: [...new Set([...reads, ...money])],
  };
}

/** Whether every organization has the role. */
export const isBuiltIn = (roles: Roles, key: string): key is RoleName => Object.hasOwn(roles, key);

/** What a role may do: a built-in one, or one of the organization's own with these `permissions`. */
export const permissionsOf = (roles: Roles, key: string, permissions: readonly string[] | null): readonly string[] =>
  isBuiltIn(roles, key) ? roles[key] : (permissions ?? []);
