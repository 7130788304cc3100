import { callOf, describe, pageQuery, type Routes } from '@plinth/http';
import { idSchema } from '@plinth/kernel';
import { z } from 'zod';
import { apiKeyServices } from '../contract/api-keys.ts';
import { usersContract } from '../contract/contract.ts';
import type { Users } from '../contract/users.ts';

const tag = 'API keys';

const id = 'key_01h2xcejqtf2nbrexx3vqjhp41';
const apiKey = {
  id,
  name: 'Usage reporter',
  organizationId: 'org_01h2xcejqtf2nbrexx3vqjhp41',
  userId: 'user_01h2xcejqtf2nbrexx3vqjhp41',
  scopes: ['billing:usage:write'],
  allowedIps: ['192.0.2.0/24'],
  createdAt: '2027-01-01T12:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
  previousEndsAt: null,
  version: 1,
};
const key = 'plk_live_01h2xcejqtf2nbrexx3vqjhp41_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg3VnqXY';
const personalKey = { ...apiKey, organizationId: null };
const body = { name: apiKey.name, scopes: apiKey.scopes };

const { createApiKey, rotateApiKey } = apiKeyServices;
const overlap = rotateApiKey.input.omit({ keyId: true });
const oneKey = z.strictObject({ keyId: idSchema('key') });
const oneOrganization = z.strictObject({ organizationId: idSchema('org') });
const oneOfOrganization = z.strictObject({ organizationId: idSchema('org'), keyId: idSchema('key') });
const query = z.strictObject(pageQuery);

const makes = 'The key is shown once. It may do what its scopes and the rights of who made it both allow, at the moment of each request.';
const rotates = 'A new key under the same id. The key before works until the overlap is over; until then there is no other rotation.';

const routes = {
  create: describe(usersContract, 'createApiKey', {
    tag, summary: 'Make a personal key', description: makes, body: createApiKey.input, status: 201, example: { body, response: { ...personalKey, key } },
  }),
  list: describe(usersContract, 'listApiKeys', { tag, summary: 'List personal keys', query, example: { response: { data: [personalKey], nextCursor: null } } }),
  get: describe(usersContract, 'getApiKey', { tag, summary: 'Read a personal key', params: oneKey, example: { response: personalKey } }),
  rotate: describe(usersContract, 'rotateApiKey', {
    tag, summary: 'Rotate a personal key', description: rotates, params: oneKey, body: overlap, example: { body: { overlapSeconds: 3600 }, response: { ...personalKey, key } },
  }),
  revoke: describe(usersContract, 'revokeApiKey', { tag, summary: 'Revoke a personal key', params: oneKey, status: 204 }),
};

const ofOrganization = {
  create: describe(usersContract, 'createOrganizationApiKey', {
    tag, summary: 'Make a key of an organization', description: makes, params: oneOrganization, body: createApiKey.input, status: 201, example: { body, response: { ...apiKey, key } },
  }),
  list: describe(usersContract, 'listOrganizationApiKeys', {
    tag, summary: "List an organization's keys", params: oneOrganization, query, example: { response: { data: [apiKey], nextCursor: null } },
  }),
  get: describe(usersContract, 'getOrganizationApiKey', { tag, summary: "Read an organization's key", params: oneOfOrganization, example: { response: apiKey } }),
  rotate: describe(usersContract, 'rotateOrganizationApiKey', {
    tag, summary: "Rotate an organization's key", description: `${rotates} From then on it has the rights of who rotated it.`,
    params: oneOfOrganization, body: overlap, example: { body: { overlapSeconds: 3600 }, response: { ...apiKey, key } },
  }),
  revoke: describe(usersContract, 'revokeOrganizationApiKey', { tag, summary: "Revoke an organization's key", params: oneOfOrganization, status: 204 }),
};

const reportLeakedKey = describe(usersContract, 'reportLeakedKey', {
  tag,
  public: true,
  idempotent: false,
  summary: 'Report a leaked key',
  description: 'It is revoked and who made it is told. The answer is the same for what is no key.',
  body: apiKeyServices.reportLeakedKey.input,
  status: 202,
  example: { body: { key }, response: { status: 'accepted' } },
});

export const apiKeyRoutes: Routes<{ users: Users }> = (app, { users: { services, selectors } }) => {
  app.post('/me/api-keys', routes.create, (request) => services.createApiKey(request.body, callOf(request)));
  app.get('/me/api-keys', routes.list, (request) => selectors.listApiKeys(request.query, callOf(request)));
  app.get('/me/api-keys/:keyId', routes.get, (request) => selectors.getApiKey(request.params, callOf(request)));
  app.post('/me/api-keys/:keyId/rotate', routes.rotate, (request) => services.rotateApiKey({ ...request.params, ...request.body }, callOf(request)));
  app.delete('/me/api-keys/:keyId', routes.revoke, async (request) => {
    await services.revokeApiKey(request.params, callOf(request));
  });

  const keys = '/organizations/:organizationId/api-keys';
  app.post(keys, ofOrganization.create, (request) => services.createOrganizationApiKey({ ...request.params, ...request.body }, callOf(request)));
  app.get(keys, ofOrganization.list, (request) => selectors.listOrganizationApiKeys({ ...request.params, ...request.query }, callOf(request)));
  app.get(`${keys}/:keyId`, ofOrganization.get, (request) => selectors.getOrganizationApiKey(request.params, callOf(request)));
  app.post(`${keys}/:keyId/rotate`, ofOrganization.rotate, (request) => services.rotateOrganizationApiKey({ ...request.params, ...request.body }, callOf(request)));
  app.delete(`${keys}/:keyId`, ofOrganization.revoke, async (request) => {
    await services.revokeOrganizationApiKey(request.params, callOf(request));
  });

  app.post('/leaked-keys', reportLeakedKey, (request) => services.reportLeakedKey(request.body, callOf(request)));
};
