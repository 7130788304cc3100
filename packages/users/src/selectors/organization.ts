import type { Organization } from '../contract/organizations.ts';
import { memberships, organizations } from '../db/schema.ts';

const { id, name, version, createdAt } = organizations;

export const organizationColumns = { id, name, role: memberships.role, version, createdAt };

type Row = Pick<typeof organizations.$inferSelect, 'id' | 'name' | 'version' | 'createdAt'> & Pick<typeof memberships.$inferSelect, 'role'>;

/** An organization as one of its members sees it. */
export const toOrganization = (row: Row): Organization => ({ ...row, createdAt: row.createdAt.toISOString() });
