import { compileWrite } from '@plinth/db';
import { idSchema, idToUuid, requireUser } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import type { CreateOrganization, Organization } from '../contract/organizations.ts';
import { memberships, organizations } from '../db/schema.ts';
import { usersEvents } from '../events.ts';

const { id, name, createdAt } = organizations;
const { organizationId, userId, role } = memberships;

const insertOrganization = compileWrite({ id, name, createdAt }, (q, organization) => q.insert(organizations).values(organization));
const insertMembership = compileWrite({ organizationId, userId, role, createdAt: memberships.createdAt }, (q, membership) =>
  q.insert(memberships).values(membership),
);

const userIdSchema = idSchema('user');

/** Makes an organization whose owner is the caller. */
export async function createOrganization(context: UsersContext, { name: called }: CreateOrganization): Promise<Organization> {
  const { tx, actor, clock, ids, publish } = context;
  const founder = userIdSchema.parse(requireUser(actor).userId);
  const now = clock.now();
  const made = ids('org');
  await Promise.all([
    tx.enter(idToUuid(made)),
    tx.run(insertOrganization, { id: made, name: called, createdAt: now }),
    tx.run(insertMembership, { organizationId: made, userId: founder, role: 'owner', createdAt: now }),
  ]);
  publish(usersEvents.organizationCreated, { organizationId: made, name: called });
  return { id: made, name: called, role: 'owner', version: 1, createdAt: now.toISOString() };
}
