import { createHash, timingSafeEqual } from 'node:crypto';
import { type Id, idSchema } from '@plinth/kernel';

/** 256 bits. */
export const sessionSecretBytes = 32;

const form = /^pls_([0-7][0-9a-hjkmnp-tv-z]{25})_([\w-]{43})$/;
const sessionId = idSchema('sess');

/** What the database keeps of a secret; a random 256-bit secret needs no salt and no slow hash. */
export const hashSecret = (secret: Uint8Array): Buffer => createHash('sha256').update(secret).digest();

/** `pls_`, the id of the session without its prefix, the secret in base64url. */
export const formatSessionToken = (id: Id<'sess'>, secret: Uint8Array): string =>
  `pls_${id.slice('sess_'.length)}_${Buffer.from(secret).toString('base64url')}`;

export interface PresentedToken {
  readonly sessionId: Id<'sess'>;
  readonly secretHash: Buffer;
}

/** What to look up and to compare; undefined for text that cannot be a session token. */
export function parseSessionToken(token: string): PresentedToken | undefined {
  const [, suffix, secret] = form.exec(token) ?? [];
  if (suffix === undefined || secret === undefined) return undefined;
  return { sessionId: sessionId.parse(`sess_${suffix}`), secretHash: hashSecret(Buffer.from(secret, 'base64url')) };
}

/** Compares two hashes in constant time. */
export const equalHashes = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && timingSafeEqual(one, other);
