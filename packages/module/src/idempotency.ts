import type { Actor } from '@plinth/kernel';
import { defineErrors } from '@plinth/kernel';
import type { Call } from './call.ts';
import { canonicalJson, sha256 } from './json.ts';

export const idempotencyErrors = defineErrors('idempotency', {
  keyReused: { kind: 'unprocessable', message: 'This Idempotency-Key was used with another request.' },
  inFlight: { kind: 'conflict', message: 'A request with this Idempotency-Key is still at work; try again in {retryAfter} s.' },
});

/** For how long a result is replayed. */
export const retentionMilliseconds = 24 * 60 * 60 * 1000;

/** A key as the database keeps it: hashed with its caller and operation, so that no two callers can meet. */
export interface IdempotencyScope {
  readonly scope: Buffer;
  readonly lock: bigint;
  readonly fingerprint: Buffer;
}

const callerOf = (actor: Actor): string | undefined => {
  switch (actor.type) {
    case 'user':
      return `user ${actor.userId}`;
    case 'key':
      return `key ${actor.keyId}`;
    case 'system':
      return `system ${actor.name}`;
    case 'anonymous':
      return undefined;
  }
};

/** Nothing for a call without a key, and for nobody: a stranger's key would be everybody's. */
function keyOf({ actor, idempotencyKey: key }: Call): { readonly caller: string; readonly key: string } | undefined {
  const caller = callerOf(actor);
  return key === undefined || caller === undefined ? undefined : { caller, key };
}

/** True where the operation runs once however often it is called so. */
export const isKeyed = (call: Call): boolean => keyOf(call) !== undefined;

export function idempotencyOf(operation: string, input: unknown, call: Call): IdempotencyScope | undefined {
  const keyed = keyOf(call);
  if (!keyed) return undefined;
  const scope = sha256(canonicalJson([keyed.caller, operation, keyed.key]));
  return { scope, lock: scope.readBigInt64BE(0), fingerprint: sha256(canonicalJson(input)) };
}
