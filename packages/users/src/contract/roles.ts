import { idSchema, pageInput, pageSchema, requestErrors } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { nameField, type Nothing, nothing } from './fields.ts';

/** The roles that every organization has; it may add its own. */
export const roleNames = ['owner', 'admin', 'member', 'billing'] as const;

export type RoleName = (typeof roleNames)[number];

/** Names a role in an organization. */
export const roleKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'A letter, then letters, digits and hyphens: 40 at most, in lower case.')
  .meta({ description: 'Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own.' });

export const role = z
  .strictObject({
    key: roleKey,
    name: z.string(),
    permissions: z.array(z.string()),
    builtIn: z.boolean().meta({ description: 'True for a role that every organization has and nobody changes.' }),
    version: z.int(),
  })
  .meta({ id: 'Role', description: 'What members of an organization may do.' });

/** What a cursor of the list holds. */
export const roleKeys = z.tuple([roleKey]);

const rolePage = pageSchema('RolePage', role);

const ofOrganization = { organizationId: idSchema('org') };
const ofRole = { ...ofOrganization, role: roleKey };
const permissions = z
  .array(z.string().max(100))
  .max(200)
  .meta({ description: 'Permissions (`module:resource:action`) that the caller holds too.' });

const { organizationNotFound, roleNotFound, roleTaken, roleBuiltIn, roleInUse } = usersErrors;

export const roleServices = {
  createRole: operation({
    input: z.strictObject({ ...ofOrganization, key: roleKey, name: nameField, permissions }),
    output: role,
    errors: [organizationNotFound, roleTaken],
  }),
  updateRole: operation({
    input: z.strictObject({ ...ofRole, name: nameField.exactOptional(), permissions: permissions.exactOptional() }),
    output: role,
    errors: [organizationNotFound, roleNotFound, roleBuiltIn, requestErrors.preconditionFailed],
  }),
  deleteRole: operation({ input: z.strictObject(ofRole), output: nothing, errors: [organizationNotFound, roleNotFound, roleBuiltIn, roleInUse] }),
};

export const roleSelectors = {
  getRole: operation({ input: z.strictObject(ofRole), output: role, errors: [organizationNotFound, roleNotFound] }),
  listRoles: operation({ input: z.strictObject({ ...ofOrganization, ...pageInput }), output: rolePage, errors: [organizationNotFound] }),
};

export type Role = z.output<typeof role>;
export type RolePage = z.output<typeof rolePage>;
export type CreateRole = InputOf<typeof roleServices.createRole>;
export type UpdateRole = InputOf<typeof roleServices.updateRole>;
export type DeleteRole = InputOf<typeof roleServices.deleteRole>;
export type GetRole = InputOf<typeof roleSelectors.getRole>;
export type ListRoles = InputOf<typeof roleSelectors.listRoles>;

export interface RoleServices {
  /** A role of the organization's own, of permissions that the caller holds. */
  createRole(input: CreateRole, call: Call): Promise<Role>;
  /** Bites on the next request of every member with the role. The caller must hold what it allowed before and allows now. */
  updateRole(input: UpdateRole, call: Call): Promise<Role>;
  /** `users.role_in_use` while a member or an invitation has it. */
  deleteRole(input: DeleteRole, call: Call): Promise<Nothing>;
}

export interface RoleSelectors {
  getRole(input: GetRole, call: Call): Promise<Role>;
  /** Built-in roles and the organization's own, in the order of their keys. */
  listRoles(input: ListRoles, call: Call): Promise<RolePage>;
}
