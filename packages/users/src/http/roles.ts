import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { z } from 'zod';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const tag = 'Roles';

const role = { key: 'support', name: 'Support', permissions: ['users:members:read', 'billing:invoices:read'], builtIn: false, version: 1 };
const params = usersContract.selectors.getRole.input;
const organization = params.pick({ organizationId: true });
const { createRole: create, updateRole: update } = usersContract.services;

const createRole = describe(usersContract, 'createRole', {
  tag,
  summary: 'Define a role',
  description: 'Of permissions that the caller holds too.',
  params: organization,
  body: create.input.omit({ organizationId: true }),
  status: 201,
  example: { body: { key: role.key, name: role.name, permissions: role.permissions }, response: role },
});

const listRoles = describe(usersContract, 'listRoles', {
  tag,
  summary: 'List roles',
  description: 'Built-in roles and the organization’s own, in the order of their keys.',
  params: organization,
  query: z.strictObject(pageQuery),
  example: { response: { data: [role], nextCursor: null } },
});

const getRole = describe(usersContract, 'getRole', { tag, summary: 'Read a role', params, example: { response: role } });

const updateRole = describe(usersContract, 'updateRole', {
  tag,
  summary: 'Change a role',
  description: 'Bites on the next request of every member with the role.',
  params,
  body: update.input.pick({ name: true, permissions: true }),
  example: { body: { permissions: ['users:members:read'] }, response: { ...role, permissions: ['users:members:read'], version: 2 } },
});

const deleteRole = describe(usersContract, 'deleteRole', {
  tag,
  summary: 'Delete a role',
  description: 'Only a role that no member and no invitation has.',
  params,
  status: 204,
});

export const roleRoutes: Routes<{ users: Users }> = (app, { users }) => {
  app.post('/organizations/:organizationId/roles', createRole, (request) =>
    users.services.createRole({ ...request.params, ...request.body }, callOf(request)),
  );

  app.get('/organizations/:organizationId/roles', listRoles, (request) =>
    users.selectors.listRoles({ ...request.params, ...request.query }, callOf(request)),
  );

  app.get('/organizations/:organizationId/roles/:role', getRole, (request) => users.selectors.getRole(request.params, callOf(request)));

  app.patch('/organizations/:organizationId/roles/:role', updateRole, (request) =>
    users.services.updateRole({ ...request.params, ...request.body }, callOf(request)),
  );

  app.delete('/organizations/:organizationId/roles/:role', deleteRole, async (request) => {
    await users.services.deleteRole(request.params, callOf(request));
  });
};
