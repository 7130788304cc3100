import { requirePermission } from '@plinth/kernel';
import type { UsersReadContext } from '../context.ts';
import type { GetOrganization, Organization } from '../contract/organizations.ts';
import { usersErrors } from '../errors.ts';
import { findOrganization } from './organization.ts';

/** One organization; `users.organization_not_found` for anyone who is no member. */
export async function getOrganization({ db, actor }: UsersReadContext, { organizationId }: GetOrganization): Promise<Organization> {
  const notFound = () => usersErrors.organizationNotFound({ organizationId });
  requirePermission(actor, 'users:organizations:read', organizationId, notFound);
  const organization = await findOrganization(db, actor, organizationId);
  if (!organization) throw notFound();
  return organization;
}
