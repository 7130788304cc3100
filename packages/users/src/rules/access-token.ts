import type { Id } from '@plinth/kernel';
import { accessTokenClaims, accessTokenHeader } from '../contract/access-tokens.ts';

export interface PresentedAccessToken {
  readonly keyId: string;
  readonly userId: Id<'user'>;
  readonly sessionId: Id<'sess'>;
}

export interface ExpectedOfToken {
  readonly issuer: string;
  readonly now: Date;
}

const form = /^([\w-]{1,300})\.([\w-]{1,1500})\.[\w-]{86}$/;

/** Text that has the shape of a JWS in compact form (RFC 7515, section 3.1), whoever made it. */
export const looksLikeAccessToken = (token: string): boolean => token.includes('.');

/** The JSON of a part, if it is the only way to write it: no second spelling of the same bytes passes. */
function readPart(part: string): unknown {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) return undefined;
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * What an access token (RFC 9068) says, its signature not yet looked at; undefined for one that could not be ours or is not valid
 * now, so that nothing is looked up for it.
 */
export function readAccessToken(token: string, { issuer, now }: ExpectedOfToken): PresentedAccessToken | undefined {
  const [, first = '', second = ''] = form.exec(token) ?? [];
  const head = accessTokenHeader.safeParse(readPart(first));
  const body = accessTokenClaims.safeParse(readPart(second));
  if (!head.success || !body.success) return undefined;
  const { iss, aud, sub, sid, nbf, exp } = body.data;
  const seconds = now.getTime() / 1000;
  if (iss !== issuer || aud !== issuer || seconds < nbf || seconds >= exp) return undefined;
  return { keyId: head.data.kid, userId: sub, sessionId: sid };
}
