import { idSchema } from '@plinth/kernel';
import { z } from 'zod';

const instant = z.iso.datetime();

/** The built-in roles of an organization. */
export const roleNames = ['owner', 'admin', 'member', 'billing'] as const;

export const person = z
  .strictObject({ id: idSchema('user'), email: z.string(), name: z.string() })
  .meta({ id: 'Person', description: 'A user, as far as a session needs to show one.' });

export const session = z
  .strictObject({
    token: z.string().meta({ description: 'Shown once; the bearer of it is the user.' }),
    expiresAt: instant,
    user: person,
  })
  .meta({ id: 'Session', description: 'A session that has just begun.' });

export const accepted = z
  .strictObject({ status: z.literal('accepted') })
  .meta({ id: 'Accepted', description: 'The same answer for a known and for an unknown address; what follows comes by mail.' });

export const me = z
  .strictObject({ id: idSchema('user'), email: z.string(), name: z.string(), createdAt: instant, version: z.int() })
  .meta({ id: 'Me', description: 'The signed-in user.' });

export const organization = z
  .strictObject({
    id: idSchema('org'),
    name: z.string(),
    role: z.enum(roleNames).meta({ description: "The caller's own role." }),
    version: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'Organization' });

export const organizationPage = z
  .strictObject({ data: z.array(organization), nextCursor: z.string().nullable() })
  .meta({ id: 'OrganizationPage' });

/** The kernel's `UserActor`, as JSON. */
export const userActor = z.strictObject({
  type: z.literal('user'),
  userId: idSchema('user'),
  sessionId: idSchema('sess'),
  authenticatedAt: instant,
  factors: z.array(z.string()),
  operator: z.boolean(),
  grants: z.array(z.strictObject({ ownerId: z.string(), permissions: z.array(z.string()) })),
});

export type AuthenticatedUser = z.output<typeof userActor>;
export type RoleName = (typeof roleNames)[number];
export type Person = z.output<typeof person>;
export type Session = z.output<typeof session>;
export type Accepted = z.output<typeof accepted>;
export type Me = z.output<typeof me>;
export type Organization = z.output<typeof organization>;
export type OrganizationPage = z.output<typeof organizationPage>;
