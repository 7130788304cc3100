import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import { usersContract } from '../contract/contract.ts';
import { nameField } from '../contract/fields.ts';
import type { Users } from '../contract/users.ts';

const tag = 'Organizations';

const organization = {
  id: 'org_01h2xcejqtf2nbrexx3vqjhp41',
  name: 'Analytical Engines',
  role: 'owner',
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
};
const params = usersContract.selectors.getOrganization.input;
const audit = usersContract.selectors.listAuditEvents.input.shape;

const createOrganization = describe(usersContract, 'createOrganization', {
  tag,
  summary: 'Create an organization',
  description: 'The caller becomes its owner. A billing account is made for it within moments.',
  body: usersContract.services.createOrganization.input,
  status: 201,
  example: { body: { name: organization.name }, response: organization },
});

const listOrganizations = describe(usersContract, 'listOrganizations', {
  tag,
  summary: 'List organizations',
  description: 'The organizations that the caller is a member of, newest first.',
  query: z.strictObject(pageQuery),
  example: { response: { data: [organization], nextCursor: null } },
});

const getOrganization = describe(usersContract, 'getOrganization', {
  tag,
  summary: 'Read an organization',
  params,
  example: { response: organization },
});

const updateOrganization = describe(usersContract, 'updateOrganization', {
  tag,
  summary: 'Rename an organization',
  params,
  body: z.strictObject({ name: nameField.exactOptional() }),
  example: { body: { name: 'Difference Engines' }, response: { ...organization, name: 'Difference Engines', version: 2 } },
});

const deleteOrganization = describe(usersContract, 'deleteOrganization', {
  tag,
  summary: 'Delete an organization',
  description: 'Owners alone. Memberships, roles and invitations end at once; billing is told, and keeps the invoices that it must.',
  params,
  status: 204,
});

const transferOrganization = describe(usersContract, 'transferOrganization', {
  tag,
  summary: 'Hand an organization over',
  description: 'Another member becomes its owner, and the caller an admin.',
  params,
  body: usersContract.services.transferOrganization.input.pick({ userId: true }),
  example: { body: { userId: 'user_01h2xcejqtf2nbrexx3vqjhp41' }, response: { ...organization, role: 'admin' } },
});

const listAuditEvents = describe(usersContract, 'listAuditEvents', {
  tag,
  summary: 'List what was done',
  description: 'Every change of the organization, its members, roles and invitations, newest first.',
  params,
  query: z.strictObject({
    actorId: audit.actorId, operation: audit.operation, occurredAfter: audit.occurredAfter, occurredBefore: audit.occurredBefore, ...pageQuery,
  }),
  example: {
    response: {
      data: [
        {
          id: 'aud_01h2xcejqtf2nbrexx3vqjhp41',
          occurredAt: '2027-01-01T12:00:00.000Z',
          operation: 'users.updateMember',
          outcome: 'success',
          actor: { type: 'user', id: 'user_01h2xcejqtf2nbrexx3vqjhp41' },
          target: 'user_01h455vb4pex5vsknk084sn02q',
          requestId: '01h2xcejqt',
          client: { ip: '203.0.113.7', userAgent: 'curl/8.5.0' },
        },
      ],
      nextCursor: null,
    },
  },
});

export const organizationRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/organizations', createOrganization, (request) => users.services.createOrganization(request.body, callOf(request)));

  app.get('/organizations', listOrganizations, (request) => users.selectors.listOrganizations(request.query, callOf(request)));

  app.get('/organizations/:organizationId', getOrganization, (request) => users.selectors.getOrganization(request.params, callOf(request)));

  app.patch('/organizations/:organizationId', updateOrganization, (request) =>
    users.services.updateOrganization({ ...request.params, ...request.body }, callOf(request)),
  );

  app.delete('/organizations/:organizationId', deleteOrganization, async (request) => {
    await users.services.deleteOrganization(request.params, callOf(request));
  });

  app.post('/organizations/:organizationId/transfer', transferOrganization, (request) =>
    users.services.transferOrganization({ ...request.params, ...request.body }, callOf(request)),
  );

  app.get('/organizations/:organizationId/audit-events', listAuditEvents, (request) =>
    users.selectors.listAuditEvents({ ...request.params, ...request.query }, callOf(request)),
  );
};
