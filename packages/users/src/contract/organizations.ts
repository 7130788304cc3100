import { idSchema, pageInput } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { nameField } from './fields.ts';
import { roleKey } from './roles.ts';

export const organization = z
  .strictObject({
    id: idSchema('org'),
    name: z.string(),
    role: roleKey.nullable().meta({ description: "The caller's own role; null for a key." }),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Organization' });

export const organizationPage = z
  .strictObject({ data: z.array(organization), nextCursor: z.string().nullable() })
  .meta({ id: 'OrganizationPage' });

export const organizationServices = {
  createOrganization: operation({ input: z.strictObject({ name: nameField }), output: organization }),
};

export const organizationSelectors = {
  getOrganization: operation({
    input: z.strictObject({ organizationId: idSchema('org') }),
    output: organization,
    errors: [usersErrors.organizationNotFound],
  }),
  listOrganizations: operation({ input: z.strictObject(pageInput), output: organizationPage }),
};

export type Organization = z.output<typeof organization>;
export type OrganizationPage = z.output<typeof organizationPage>;
export type CreateOrganization = InputOf<typeof organizationServices.createOrganization>;
export type GetOrganization = InputOf<typeof organizationSelectors.getOrganization>;
export type ListOrganizations = InputOf<typeof organizationSelectors.listOrganizations>;

export interface OrganizationServices {
  /** The caller becomes its owner. Publishes `users.organization_created`. */
  createOrganization(input: CreateOrganization, call: Call): Promise<Organization>;
}

export interface OrganizationSelectors {
  /** `users.organization_not_found` for anyone who is no member. */
  getOrganization(input: GetOrganization, call: Call): Promise<Organization>;
  /** The caller's organizations, newest first. */
  listOrganizations(input: ListOrganizations, call: Call): Promise<OrganizationPage>;
}
