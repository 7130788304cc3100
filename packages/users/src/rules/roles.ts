import type { RoleName } from '../contract/organizations.ts';

/** What each role may do, in permissions of all modules. */
export type Roles = Readonly<Record<RoleName, readonly string[]>>;

/** The built-in roles, made of the permissions (`module:resource:action`) of the modules that are deployed together. */
export function builtInRoles(permissions: readonly string[]): Roles {
  const reads = permissions.filter((permission) => permission.endsWith(':read'));
  const money = permissions.filter((permission) => permission.startsWith('billing:'));
  return {
    owner: permissions,
    admin: permissions,
    member: reads,
    billing: [...new Set([...reads, ...money])],
  };
}
