import { idSchema, pageInput, requestErrors } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { nameField, type Nothing, nothing } from './fields.ts';
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

const ofOrganization = { organizationId: idSchema('org') };
const { organizationNotFound, memberNotFound } = usersErrors;

export const organizationServices = {
  createOrganization: operation({ input: z.strictObject({ name: nameField }), output: organization }),
  updateOrganization: operation({
    input: z.strictObject({ ...ofOrganization, name: nameField.exactOptional() }),
    output: organization,
    errors: [organizationNotFound, requestErrors.preconditionFailed],
  }),
  deleteOrganization: operation({ input: z.strictObject(ofOrganization), output: nothing, errors: [organizationNotFound] }),
  transferOrganization: operation({
    input: z.strictObject({ ...ofOrganization, userId: idSchema('user') }),
    output: organization,
    errors: [organizationNotFound, memberNotFound],
  }),
};

export const organizationSelectors = {
  getOrganization: operation({
    input: z.strictObject(ofOrganization),
    output: organization,
    errors: [organizationNotFound],
  }),
  listOrganizations: operation({ input: z.strictObject(pageInput), output: organizationPage }),
};

export type Organization = z.output<typeof organization>;
export type OrganizationPage = z.output<typeof organizationPage>;
export type CreateOrganization = InputOf<typeof organizationServices.createOrganization>;
export type UpdateOrganization = InputOf<typeof organizationServices.updateOrganization>;
export type DeleteOrganization = InputOf<typeof organizationServices.deleteOrganization>;
export type TransferOrganization = InputOf<typeof organizationServices.transferOrganization>;
export type GetOrganization = InputOf<typeof organizationSelectors.getOrganization>;
export type ListOrganizations = InputOf<typeof organizationSelectors.listOrganizations>;

export interface OrganizationServices {
  /** The caller becomes its owner. Publishes `users.organization_created`. */
  createOrganization(input: CreateOrganization, call: Call): Promise<Organization>;
  updateOrganization(input: UpdateOrganization, call: Call): Promise<Organization>;
  /** Ends all memberships, roles and invitations; nobody reaches it again. Publishes `users.organization_deleted`. */
  deleteOrganization(input: DeleteOrganization, call: Call): Promise<Nothing>;
  /** Makes another member an owner and the caller, if one, an admin. */
  transferOrganization(input: TransferOrganization, call: Call): Promise<Organization>;
}

export interface OrganizationSelectors {
  /** `users.organization_not_found` for anyone who is no member. */
  getOrganization(input: GetOrganization, call: Call): Promise<Organization>;
  /** The caller's organizations, newest first. */
  listOrganizations(input: ListOrganizations, call: Call): Promise<OrganizationPage>;
}
