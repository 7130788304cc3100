import { requireSession } from '@plinth/kernel';
import type { UsersContext, UsersReadContext } from '../context.ts';
import type { AccessToken } from '../contract/access-tokens.ts';
import type { Nothing } from '../contract/fields.ts';
import type { SealedKey } from '../ports/token-signer.ts';
import { accessTokenSeconds } from '../rules/signing-key.ts';
import { signingKeysOf } from '../selectors/signing-keys.ts';

async function currentKey({ db, clock, tokenSigner }: UsersReadContext): Promise<SealedKey | undefined> {
  const keys = await signingKeysOf(db, clock.now());
  return keys.find((key) => tokenSigner.opens(key));
}

/** The slow half: a signature, and before the very first one a key. */
export async function signAccessToken(context: UsersReadContext): Promise<AccessToken> {
  const { actor, clock, config, secrets, tokenSigner, tendSigningKeys } = context;
  const { userId, sessionId } = requireSession(actor);
  let key = await currentKey(context);
  if (!key) {
    await tendSigningKeys();
    key = await currentKey(context);
  }
  if (!key) throw new Error('There is no key to sign with.');
  const seconds = Math.floor(clock.now().getTime() / 1000);
  const accessToken = await tokenSigner.sign(key, {
    iss: config.publicUrl,
    aud: config.publicUrl,
    sub: userId,
    sid: sessionId,
    jti: Buffer.from(secrets.bytes(16)).toString('base64url'),
    iat: seconds,
    nbf: seconds,
    exp: seconds + accessTokenSeconds,
  });
  return { accessToken, expiresAt: new Date((seconds + accessTokenSeconds) * 1000).toISOString() };
}

/** Leaves nothing but its audit row: the token is nowhere kept. */
export const issueAccessToken = async (_context: UsersContext, _input: Nothing, signed: AccessToken): Promise<AccessToken> => signed;
