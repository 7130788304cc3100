import type { Role, RoleName } from '../contract/roles.ts';
import { roles } from '../db/schema.ts';
import type { Roles } from '../rules/roles.ts';

const { key, name, permissions, version } = roles;

export const roleColumns = { key, name, permissions, version };

export type OwnRole = Pick<typeof roles.$inferSelect, keyof typeof roleColumns>;

export const toRole = ({ key, name, permissions, version }: OwnRole): Role => ({ key, name, permissions, builtIn: false, version });

const names: Readonly<Record<RoleName, string>> = { owner: 'Owner', admin: 'Admin', member: 'Member', billing: 'Billing' };

export const builtInRole = (roles: Roles, key: RoleName): Role => ({ key, name: names[key], permissions: [...roles[key]], builtIn: true, version: 1 });
