import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock } from '@plinth/kernel';
import { errors, jwtVerify, SignJWT } from 'jose';
import { sha256 } from '../json.ts';

const algorithm = 'HS256';
const type = 'plinth-call+jwt';
const lifetimeSeconds = 60;
/** Between the clocks of two machines. */
const toleranceSeconds = 5;

/** The one call that a token is for. */
export interface ProvenCall {
  /** The module that is called. */
  readonly audience: string;
  readonly path: string;
  readonly body: string;
}

export interface ServiceTokens {
  sign(call: ProvenCall, issuer: string): Promise<string>;
  /** Who calls, as it says; undefined where the token is not for this very call, or too old. */
  verify(token: string, call: ProvenCall): Promise<string | undefined>;
}

const digestOf = ({ path, body }: ProvenCall): string => sha256(path, '\n', body).toString('base64url');

const seconds = (clock: Clock): number => Math.floor(clock.now().getTime() / 1000);

/**
 * Proves that a call comes from a process of this deployment: a JWT (RFC 7519) of 60 seconds that names both sides and holds a
 * hash of path and body. The first of `keys` signs, each of them verifies, so that a key can be replaced while all processes run.
 */
export function serviceTokens(keys: readonly string[], clock: Clock): ServiceTokens {
  const secrets = keys.map((key) => createSecretKey(Buffer.from(key)));
  const [current] = secrets;
  if (!current) throw new TypeError('No key: nobody could call another process.');

  const claimsUnder = async (token: string, key: KeyObject, audience: string) => {
    try {
      const options = { algorithms: [algorithm], typ: type, audience, requiredClaims: ['iss', 'iat', 'exp', 'call'], maxTokenAge: lifetimeSeconds, clockTolerance: toleranceSeconds };
      return (await jwtVerify(token, key, { ...options, currentDate: clock.now() })).payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };

  return {
    sign: (call, issuer) => {
      const now = seconds(clock);
      return new SignJWT({ call: digestOf(call) })
        .setProtectedHeader({ alg: algorithm, typ: type })
        .setIssuer(issuer)
        .setAudience(call.audience)
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(current);
    },
    verify: async (token, call) => {
      for (const key of secrets) {
        const claims = await claimsUnder(token, key, call.audience);
        if (claims) return claims['call'] === digestOf(call) ? claims.iss : undefined;
      }
      return undefined;
    },
  };
}
