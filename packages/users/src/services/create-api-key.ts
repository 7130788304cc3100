import { compileWrite } from '@plinth/db';
import { type FieldIssue, idSchema, requestErrors, requireSession } from '@plinth/kernel';
import type { UsersContext } from '../context.ts';
import type { CreateApiKey, NewApiKey, OfOrganization } from '../contract/api-keys.ts';
import { apiKeys } from '../db/api-keys.ts';
import { formatApiKey, hashOfKey, keySecretBytes } from '../rules/api-key-token.ts';
import { keyOwner } from '../selectors/api-key.ts';
import { lockOrganization } from './lock-organization.ts';

const userIdSchema = idSchema('user');

const { id, userId, organizationId, name, scopes, allowedIps, secretHash, createdAt, expiresAt } = apiKeys;

const insertKey = compileWrite({ id, userId, organizationId, name, scopes, allowedIps, secretHash, createdAt, expiresAt }, (q, key) =>
  q.insert(apiKeys).values(key),
);

/** Keys make no keys, so none can be allowed to. */
const notForKeys = 'users:api-keys:write';

function problemsOf({ roles, clock }: UsersContext, { scopes: wanted, expiresAt: end }: CreateApiKey): FieldIssue[] {
  const unknown = wanted.flatMap((scope, index) =>
    roles.owner.includes(scope) && scope !== notForKeys ? [] : [{ pointer: `/scopes/${index}`, code: 'unknown_scope', message: `No key can have the scope ${scope}.` }],
  );
  const isPast = end !== undefined && Date.parse(end) <= clock.now().getTime();
  return isPast ? [...unknown, { pointer: '/expiresAt', code: 'past', message: 'Expected an instant to come.' }] : unknown;
}

/** Makes a key of the caller, or of an organization. The key stands in the result and nowhere else. */
export async function createApiKey(context: UsersContext, input: CreateApiKey & Partial<OfOrganization>): Promise<NewApiKey> {
  const { tx, actor, clock, ids, secrets, config } = context;
  const owner = keyOwner(actor, 'users:api-keys:write', input.organizationId);
  const maker = userIdSchema.parse(requireSession(actor).userId);
  const problems = problemsOf(context, input);
  if (problems.length > 0) throw requestErrors.invalid(problems);
  if (input.organizationId !== undefined) await lockOrganization(tx, input.organizationId);

  const made = ids('key');
  const key = formatApiKey(config.apiKeyEnvironment, made, secrets.bytes(keySecretBytes));
  const row = {
    id: made,
    userId: maker,
    organizationId: owner.organizationId,
    name: input.name,
    scopes: [...new Set(input.scopes)],
    allowedIps: [...new Set(input.allowedIps)],
    createdAt: clock.now(),
    expiresAt: input.expiresAt === undefined ? null : new Date(input.expiresAt),
  };
  await tx.run(insertKey, { ...row, secretHash: hashOfKey(key) });
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: null,
    previousEndsAt: null,
    version: 1,
    key,
  };
}
