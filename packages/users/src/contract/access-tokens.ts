import { idSchema } from '@plinth/kernel';
import { type Call, type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { type Nothing, nothing } from './fields.ts';

const accessToken = z
  .strictObject({ accessToken: z.string().meta({ description: 'The bearer of it is the user.' }), expiresAt: z.iso.datetime() })
  .meta({ id: 'AccessToken', description: 'A JWT (RFC 9068) for whoever cannot ask this API who calls.' });

const publishedKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

const keySet = z.strictObject({ keys: z.array(publishedKey) }).meta({ id: 'KeySet', description: 'RFC 7517, section 5.' });

/** Nothing but what we write: a header that brings or names a key of its own (`jwk`, `jku`, `x5u`) is none of ours. */
export const accessTokenHeader = z.strictObject({ alg: z.literal('ES256'), typ: z.literal('at+jwt'), kid: z.string().regex(/^[\w-]{43}$/) });

/** RFC 9068, section 2.2, with the session as `sid`; instants in seconds since 1970. */
export const accessTokenClaims = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  sub: idSchema('user'),
  sid: idSchema('sess'),
  jti: z.string().regex(/^[\w-]{22}$/),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
});

export const accessTokenServices = {
  issueAccessToken: operation({ input: nothing, output: accessToken }),
};

export const accessTokenSelectors = {
  getKeySet: operation({ input: nothing, output: keySet }),
};

export type AccessToken = z.output<typeof accessToken>;
export type KeySet = z.output<typeof keySet>;
export type GetKeySet = InputOf<typeof accessTokenSelectors.getKeySet>;

export interface AccessTokenServices {
  /**
   * A token of five minutes with the rights of the caller's session, for as long as the session lasts; `access.sessions_only` for an
   * API key and for another access token. It changes no credential and no session.
   */
  issueAccessToken(input: Nothing, call: Call): Promise<AccessToken>;
}

export interface AccessTokenSelectors {
  /** The public keys of all access tokens that are alive, and of those to come within the week. */
  getKeySet(input: GetKeySet, call: Call): Promise<KeySet>;
}
