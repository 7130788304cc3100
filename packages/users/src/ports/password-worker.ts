import { hashSync, verifySync } from '@node-rs/argon2';
import { verifyForeignHash } from './foreign-hash.ts';

interface Peppered {
  readonly password: string;
  /** The pepper: a secret of argon2 that the hash does not hold (RFC 9106, section 3.1). */
  readonly secret: Uint8Array | undefined;
}

export type PasswordTask =
  | (Peppered & { readonly kind: 'hash'; readonly salt: Uint8Array; readonly memory: number; readonly passes: number })
  | (Peppered & { readonly kind: 'verify'; readonly hash: string });

/** What one thread of the hasher does: a PHC string for `hash`, yes or no for `verify`. */
export default function work(task: PasswordTask): string | boolean {
  const { password, secret } = task;
  const options = secret ? { secret } : {};
  if (task.kind === 'verify') return task.hash.startsWith('$argon2') ? verifySync(task.hash, password, options) : verifyForeignHash(password, task.hash);
  const { salt, memory, passes } = task;
  // Argon2id is the library's default, and its enum cannot be named under erasableSyntaxOnly.
  return hashSync(password, { salt, memoryCost: memory, timeCost: passes, parallelism: 1, ...options });
}
