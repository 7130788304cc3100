import { compile } from '@plinth/db';
import { accessErrors } from '@plinth/kernel';
import type { UsersReadContext } from '../context.ts';
import type { Authenticate, Authenticated } from '../contract/sessions.ts';
import { looksLikeAccessToken, readAccessToken } from '../rules/access-token.ts';
import { parseApiKey } from '../rules/api-key-token.ts';
import { equalHashes, parseSessionToken } from '../rules/session-token.ts';
import { accessTokenActor } from './access-token-actor.ts';
import { keyActor } from './key-actor.ts';
import { type FoundSession, lookUp, sessionActor, sessionParameters, sessionWithRights } from './session-actor.ts';

export const sessionBySecret = compile(sessionParameters, (_q, p) => sessionWithRights<FoundSession>(p));

/** Who presents the token, with all rights of this moment: no cache, so that a revocation bites on the next request. */
export async function authenticate(context: UsersReadContext, { token }: Authenticate): Promise<Authenticated> {
  if (looksLikeAccessToken(token)) {
    const access = readAccessToken(token, { issuer: context.config.publicUrl, now: context.clock.now() });
    if (!access) throw accessErrors.unauthenticated();
    return accessTokenActor(context, token, access);
  }
  const key = parseApiKey(context.config.apiKeyEnvironment, token);
  if (key) return keyActor(context, key);
  const presented = parseSessionToken(token);
  const [found] = presented ? await context.db.run(sessionBySecret, lookUp(context, presented.sessionId)) : [];
  if (!presented || !found || !equalHashes(found.secretHash, presented.secretHash)) throw accessErrors.unauthenticated();
  return sessionActor(context, presented.sessionId, found);
}
