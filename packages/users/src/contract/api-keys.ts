import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type Call, type InputOf, operation, secret } from '@plinth/module';
import { z } from 'zod';
import { usersErrors } from '../errors.ts';
import { accepted } from './sign-up.ts';
import { nameField, type Nothing, nothing } from './fields.ts';

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'An IP address, or a network such as 192.0.2.0/24.' });
const scope = z.string().max(100);

const apiKeyFields = {
  id: idSchema('key'),
  name: z.string(),
  organizationId: idSchema('org').nullable().meta({ description: 'The organization that owns it; null for a personal one.' }),
  userId: idSchema('user').meta({ description: 'Who made it or rotated it last: it can never do more than this person may at the moment.' }),
  scopes: z.array(z.string()),
  allowedIps: z.array(z.string()).meta({ description: 'Where it may be used from; anywhere, where there are none.' }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().meta({ description: 'To the minute.' }),
  previousEndsAt: z.iso.datetime().nullable().meta({ description: 'Until when the key before the last rotation works, too.' }),
  version: z.int(),
};

export const apiKey = z.strictObject(apiKeyFields).meta({ id: 'ApiKey' });
const newApiKey = z.strictObject({ ...apiKeyFields, key: secret(z.string()) }).meta({ id: 'NewApiKey', description: 'A key that was just made or rotated.' });
const apiKeyPage = pageSchema('ApiKeyPage', apiKey);

const personal = { keyId: idSchema('key') };
const ofOrganization = { organizationId: idSchema('org') };

const made = {
  name: nameField,
  scopes: z.array(scope).min(1).max(100),
  expiresAt: z.iso.datetime({ offset: true }).exactOptional(),
  allowedIps: z.array(address).max(100).exactOptional(),
};

const overlap = {
  overlapSeconds: z
    .int()
    .min(60)
    .max(7 * 24 * 60 * 60)
    .exactOptional()
    .meta({ description: 'How long the key before works, too: a day where it is left out.' }),
};

const { apiKeyNotFound, organizationNotFound, rotationUnderWay, tooManyAttempts } = usersErrors;
const ofOwner = [organizationNotFound];
const ofKey = [apiKeyNotFound, organizationNotFound];

export const apiKeyServices = {
  createApiKey: operation({ input: z.strictObject(made), output: newApiKey }),
  rotateApiKey: operation({ input: z.strictObject({ ...personal, ...overlap }), output: newApiKey, errors: [apiKeyNotFound, rotationUnderWay] }),
  revokeApiKey: operation({ input: z.strictObject(personal), output: nothing, errors: [apiKeyNotFound] }),
  createOrganizationApiKey: operation({ input: z.strictObject({ ...ofOrganization, ...made }), output: newApiKey, errors: ofOwner }),
  rotateOrganizationApiKey: operation({ input: z.strictObject({ ...ofOrganization, ...personal, ...overlap }), output: newApiKey, errors: [...ofKey, rotationUnderWay] }),
  revokeOrganizationApiKey: operation({ input: z.strictObject({ ...ofOrganization, ...personal }), output: nothing, errors: ofKey }),
  reportLeakedKey: operation({ input: z.strictObject({ key: z.string().max(500) }), output: accepted, errors: [tooManyAttempts] }),
};

export const apiKeySelectors = {
  getApiKey: operation({ input: z.strictObject(personal), output: apiKey, errors: [apiKeyNotFound] }),
  listApiKeys: operation({ input: z.strictObject(pageInput), output: apiKeyPage }),
  getOrganizationApiKey: operation({ input: z.strictObject({ ...ofOrganization, ...personal }), output: apiKey, errors: ofKey }),
  listOrganizationApiKeys: operation({ input: z.strictObject({ ...ofOrganization, ...pageInput }), output: apiKeyPage, errors: ofOwner }),
};

export type ApiKey = z.output<typeof apiKey>;
export type NewApiKey = z.output<typeof newApiKey>;
export type ApiKeyPage = z.output<typeof apiKeyPage>;
export type CreateApiKey = InputOf<typeof apiKeyServices.createApiKey>;
export type RotateApiKey = InputOf<typeof apiKeyServices.rotateApiKey>;
export type OneApiKey = InputOf<typeof apiKeyServices.revokeApiKey>;
export type ListApiKeys = InputOf<typeof apiKeySelectors.listApiKeys>;
export type ReportLeakedKey = InputOf<typeof apiKeyServices.reportLeakedKey>;
/** Whose keys a call is about: the caller's own, or an organization's. */
export type OfOrganization = Pick<InputOf<typeof apiKeyServices.createOrganizationApiKey>, 'organizationId'>;

/** Keys are made, rotated and revoked in a session alone; an organization's by whoever has `users:api-keys:write` there. */
export interface ApiKeyServices {
  /** The key itself is in the answer and nowhere else. `request.invalid` for a scope that no key can have. */
  createApiKey(input: CreateApiKey, call: Call): Promise<NewApiKey>;
  /** Another key under the same id; both work for the overlap, and until it is over it is not rotated again. */
  rotateApiKey(input: RotateApiKey, call: Call): Promise<NewApiKey>;
  revokeApiKey(input: OneApiKey, call: Call): Promise<Nothing>;
  createOrganizationApiKey(input: CreateApiKey & OfOrganization, call: Call): Promise<NewApiKey>;
  /** From now on it has the caller's rights, whoever made it. */
  rotateOrganizationApiKey(input: RotateApiKey & OfOrganization, call: Call): Promise<NewApiKey>;
  revokeOrganizationApiKey(input: OneApiKey & OfOrganization, call: Call): Promise<Nothing>;
  /** Anyone; the same answer for a key and for nonsense. A key is revoked, and who made it gets a mail. */
  reportLeakedKey(input: ReportLeakedKey, call: Call): Promise<z.output<typeof accepted>>;
}

export interface ApiKeySelectors {
  getApiKey(input: OneApiKey, call: Call): Promise<ApiKey>;
  /** The caller's own, newest first. */
  listApiKeys(input: ListApiKeys, call: Call): Promise<ApiKeyPage>;
  getOrganizationApiKey(input: OneApiKey & OfOrganization, call: Call): Promise<ApiKey>;
  listOrganizationApiKeys(input: ListApiKeys & OfOrganization, call: Call): Promise<ApiKeyPage>;
}
