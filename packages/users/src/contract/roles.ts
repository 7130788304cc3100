import { z } from 'zod';

/** The roles that every organization has; it may add its own. */
export const roleNames = ['owner', 'admin', 'member', 'billing'] as const;

export type RoleName = (typeof roleNames)[number];

/** Names a role in an organization. */
export const roleKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'A letter, then letters, digits and hyphens: 40 at most, in lower case.')
  .meta({ description: 'Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own.' });
