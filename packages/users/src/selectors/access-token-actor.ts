import { compile } from '@plinth/db';
import { accessErrors, uuidToId } from '@plinth/kernel';
import { sql } from 'drizzle-orm';
import type { UsersReadContext } from '../context.ts';
import type { AuthenticatedUser } from '../contract/sessions.ts';
import { signingKeys } from '../db/signing-keys.ts';
import type { PresentedAccessToken } from '../rules/access-token.ts';
import { type FoundSession, lookUp, sessionActor, sessionParameters, sessionWithRights } from './session-actor.ts';

interface FoundToken extends FoundSession {
  /** JSON text; null where no such key is published. */
  readonly publicKey: string | null;
}

const sessionAndKey = compile({ ...sessionParameters, keyId: signingKeys.id }, (_q, p) =>
  sessionWithRights<FoundToken>(p, sql`, (select k.public_key::text from ${signingKeys} k where k.id = ${p.keyId} and k.expires_at > ${p.now}::timestamptz) as "publicKey"`),
);

/** The user of an access token, by the session that it was made from as that is now: key and session are looked up in one statement. */
export async function accessTokenActor(context: UsersReadContext, token: string, { keyId, userId, sessionId }: PresentedAccessToken): Promise<AuthenticatedUser> {
  const [found] = await context.db.run(sessionAndKey, { ...lookUp(context, sessionId), keyId });
  const publicKey = found?.publicKey;
  if (!publicKey || uuidToId('user', found.userId) !== userId) throw accessErrors.unauthenticated();
  if (!(await context.tokenSigner.verifies(token, keyId, publicKey))) throw accessErrors.unauthenticated();
  return { ...sessionActor(context, sessionId, found), accessToken: true };
}
