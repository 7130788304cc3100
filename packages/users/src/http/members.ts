import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const tag = 'Members';

const member = {
  userId: 'user_01h2xcejqtf2nbrexx3vqjhp41',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'admin',
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
};
const params = usersContract.selectors.getMember.input;
const organization = params.pick({ organizationId: true });
const access = usersContract.selectors.explainAccess.input;

const listMembers = describe(usersContract, 'listMembers', {
  tag,
  summary: 'List members',
  description: 'The members of an organization, newest first.',
  params: organization,
  query: z.strictObject(pageQuery),
  example: { response: { data: [member], nextCursor: null } },
});

const getMember = describe(usersContract, 'getMember', { tag, summary: 'Read a member', params, example: { response: member } });

const updateMember = describe(usersContract, 'updateMember', {
  tag,
  summary: 'Change the role of a member',
  description: 'Bites on the member’s next request. Nobody gives a permission that they do not hold, and the last owner stays one.',
  params,
  body: usersContract.services.updateMember.input.pick({ role: true }),
  example: { body: { role: 'billing' }, response: { ...member, role: 'billing', version: 2 } },
});

const removeMember = describe(usersContract, 'removeMember', {
  tag,
  summary: 'Remove a member, or leave',
  description: 'Oneself needs no permission. The last owner cannot leave.',
  params,
  status: 204,
});

const explainAccess = describe(usersContract, 'explainAccess', {
  tag,
  summary: 'Explain a right',
  description: 'Whether a user has a permission in the organization, and what decides.',
  params: organization,
  query: access.pick({ user: true, permission: true }),
  example: {
    response: {
      userId: member.userId,
      permission: 'billing:invoices:read',
      allowed: true,
      decidedBy: 'role',
      role: 'billing',
      builtIn: true,
      explanation: `${member.userId} is a member of org_01h2xcejqtf2nbrexx3vqjhp41 with the role billing, which has billing:invoices:read.`,
    },
  },
});

export const memberRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.get('/organizations/:organizationId/members', listMembers, (request) =>
    users.selectors.listMembers({ ...request.params, ...request.query }, callOf(request)),
  );

  app.get('/organizations/:organizationId/members/:userId', getMember, (request) => users.selectors.getMember(request.params, callOf(request)));

  app.patch('/organizations/:organizationId/members/:userId', updateMember, (request) =>
    users.services.updateMember({ ...request.params, ...request.body }, callOf(request)),
  );

  app.delete('/organizations/:organizationId/members/:userId', removeMember, async (request) => {
    await users.services.removeMember(request.params, callOf(request));
  });

  app.get('/organizations/:organizationId/access', explainAccess, (request) =>
    users.selectors.explainAccess({ ...request.params, ...request.query }, callOf(request)),
  );
};
