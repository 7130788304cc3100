import { compile, compileWrite, instant } from '@plinth/db';
import { type Id, idToUuid } from '@plinth/kernel';
import { refuse, type Refusal } from '@plinth/module';
import { and, eq, isNull } from 'drizzle-orm';
import type { UsersContext } from '../context.ts';
import type { ReportLeakedKey } from '../contract/api-keys.ts';
import type { Accepted } from '../contract/sign-up.ts';
import { apiKeys } from '../db/api-keys.ts';
import { usersErrors } from '../errors.ts';
import { usersEvents } from '../events.ts';
import { parseApiKey } from '../rules/api-key-token.ts';
import { clientBlock } from '../rules/client-block.ts';
import { heldFor, leakReportsOfClient } from '../rules/guard.ts';
import { equalHashes } from '../rules/session-token.ts';
import { countOne, lockedCountsOf } from './guards.ts';

const { id, userId, organizationId, secretHash, previousHash, revokedAt } = apiKeys;

const presentedKey = compile({ id }, (q, p) =>
  q.select({ userId, organizationId, secretHash, previousHash }).from(apiKeys).where(and(eq(id, p.id), isNull(revokedAt))),
);

const revoke = compileWrite({ id, now: instant }, (q, p) => q.update(apiKeys).set({ revokedAt: p.now }).where(and(eq(id, p.id), isNull(revokedAt))).returning({ id }));

/** Whoever holds the key may end it, old or new: both were in the wrong hands. */
async function revokePresented(context: UsersContext, key: string): Promise<Id<'key'> | undefined> {
  const { tx, clock, config } = context;
  const presented = parseApiKey(config.apiKeyEnvironment, key);
  if (!presented) return undefined;
  await tx.enter(idToUuid(presented.keyId));
  const [known] = await tx.run(presentedKey, { id: presented.keyId });
  if (!known || ![known.secretHash, known.previousHash].some((hash) => hash && equalHashes(hash, presented.secretHash))) return undefined;
  await tx.enter(idToUuid(known.organizationId ?? known.userId));
  const [revoked] = await tx.run(revoke, { id: presented.keyId, now: clock.now() });
  return revoked?.id;
}

/** Revokes a key that somebody found, and lets its owner know; answers the same for what is no key. */
export async function reportLeakedKey(context: UsersContext, { key }: ReportLeakedKey): Promise<Accepted | Refusal> {
  const { tx, clock, client, config, publish } = context;
  if (client) {
    const guards = [leakReportsOfClient(clientBlock(client.ip), config.leakReportsPerClient)];
    const retryAfter = heldFor(guards, await lockedCountsOf(tx, clock, guards));
    if (retryAfter > 0) return refuse(usersErrors.tooManyAttempts({ retryAfter }));
    await countOne(tx, clock, guards);
  }
  const keyId = await revokePresented(context, key);
  if (keyId !== undefined) publish(usersEvents.apiKeyNoticeRequested, { keyId, notice: 'leaked' });
  return { status: 'accepted' };
}
