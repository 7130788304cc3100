import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const tag = 'Organizations';

const organization = {
  id: 'org_01h2xcejqtf2nbrexx3vqjhp41',
  name: 'Analytical Engines',
  role: 'owner',
  version: 1,
  createdAt: '2027-01-01T12:00:00.000Z',
};

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
  params: usersContract.selectors.getOrganization.input,
  example: { response: organization },
});

export const organizationRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/organizations', createOrganization, (request) => users.services.createOrganization(request.body, callOf(request)));

  app.get('/organizations', listOrganizations, (request) => users.selectors.listOrganizations(request.query, callOf(request)));

  app.get('/organizations/:organizationId', getOrganization, (request) => users.selectors.getOrganization(request.params, callOf(request)));
};
