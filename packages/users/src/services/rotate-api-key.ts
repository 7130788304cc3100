import { compile, compileWrite, instant } from '@plinth/db';
import { idSchema, requireSession } from '@plinth/kernel';
import { and, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { NewApiKey, OfOrganization, RotateApiKey } from '../contract/api-keys.ts';
import { apiKeys } from '../db/api-keys.ts';
import { usersErrors } from '../errors.ts';
import { formatApiKey, hashOfKey, keySecretBytes } from '../rules/api-key-token.ts';
import { apiKeyColumns, keyOwner, ofOwner, toApiKey } from '../selectors/api-key.ts';

const userIdSchema = idSchema('user');
const day = 24 * 60 * 60;

const { id, organizationId, userId, secretHash, previousEndsAt, revokedAt, version } = apiKeys;

const liveKey = compile({ id, organizationId, userId }, (q, p) => q.select({ previousEndsAt }).from(apiKeys).where(and(eq(id, p.id), isNull(revokedAt), ofOwner(p))));

const replaceSecret = compileWrite({ id, organizationId, ownerId: userId, userId, secretHash, now: instant, ends: instant }, (q, p) =>
  q
    .update(apiKeys)
    .set({ userId: p.userId, secretHash: p.secretHash, previousHash: secretHash, previousEndsAt: p.ends, version: sql`${version} + 1` })
    .where(and(eq(id, p.id), isNull(revokedAt), ofOwner({ ...p, userId: p.ownerId }), or(isNull(previousEndsAt), lte(previousEndsAt, p.now))))
    .returning(apiKeyColumns),
);

/**
 * A new key under the same id, and the one before for the overlap, too. One rotation at a time: of those that race, the first
 * wins, and the others would end an overlap that somebody relies on.
 */
export async function rotateApiKey(context: UsersContext, input: RotateApiKey & Partial<OfOrganization>): Promise<NewApiKey> {
  const { tx, actor, clock, secrets, config } = context;
  const { keyId, overlapSeconds = day } = input;
  const owner = keyOwner(actor, 'users:api-keys:write', input.organizationId);
  const rotates = userIdSchema.parse(requireSession(actor).userId);
  const now = clock.now();
  const whose = { id: keyId, organizationId: owner.organizationId, ownerId: owner.userId ?? rotates };
  const key = formatApiKey(config.apiKeyEnvironment, keyId, secrets.bytes(keySecretBytes));
  const ends = new Date(now.getTime() + overlapSeconds * 1000);
  const [rotated] = await tx.run(replaceSecret, { ...whose, userId: rotates, secretHash: hashOfKey(key), now, ends });
  if (rotated) return { ...toApiKey(rotated, now), key };
  const [live] = await tx.run(liveKey, { ...whose, userId: whose.ownerId });
  if (!live?.previousEndsAt) throw usersErrors.apiKeyNotFound({ keyId });
  throw usersErrors.rotationUnderWay({ endsAt: live.previousEndsAt.toISOString() });
}
