import { hashSync, verifySync } from '@node-rs/argon2';

export type PasswordTask =
  | { readonly kind: 'hash'; readonly password: string; readonly salt: Uint8Array; readonly memory: number; readonly passes: number }
  | { readonly kind: 'verify'; readonly password: string; readonly hash: string };

/** What one thread of the hasher does: a PHC string for `hash`, yes or no for `verify`. */
export default function work(task: PasswordTask): string | boolean {
  if (task.kind === 'verify') return verifySync(task.hash, task.password);
  const { password, salt, memory, passes } = task;
  // Argon2id is the library's default, and its enum cannot be named under erasableSyntaxOnly.
  return hashSync(password, { salt, memoryCost: memory, timeCost: passes, parallelism: 1 });
}
