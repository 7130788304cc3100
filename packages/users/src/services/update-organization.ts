import { compileWrite } from '@plinth/db';
import { requirePermission } from '@plinth/kernel';
import { eq, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { Organization, UpdateOrganization } from '../contract/organizations.ts';
import { organizations } from '../db/schema.ts';
import { usersErrors } from '../errors.ts';
import { findOrganization } from '../selectors/organization.ts';
import { lockOrganization } from './lock-organization.ts';

const rename = compileWrite({ id: organizations.id, name: organizations.name }, (q, { id, name }) =>
  q.update(organizations).set({ name, version: sql`${organizations.version} + 1` }).where(eq(organizations.id, id)),
);

/** Renames the organization; a change of nothing leaves its version. */
export async function updateOrganization({ tx, actor, requireVersion }: UsersContext, { organizationId, name }: UpdateOrganization): Promise<Organization> {
  const notFound = () => usersErrors.organizationNotFound({ organizationId });
  requirePermission(actor, 'users:organizations:write', organizationId, notFound);
  requireVersion(await lockOrganization(tx, organizationId));
  if (name !== undefined) await tx.run(rename, { id: organizationId, name });
  const organization = await findOrganization(tx, actor, organizationId);
  if (!organization) throw notFound();
  return organization;
}
