import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { usersErrors } from '../errors.ts';
import { boundedQueue } from './bounded-queue.ts';

export interface PasswordHasher {
  /** A PHC string. `users.busy` when too many wait already, here and in `verify`. */
  hash(password: string): Promise<string>;
  /** Takes the same time without a hash to compare with, and is false then. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

export interface PasswordHasherOptions {
  /** Memory in KiB; with two passes 19,456 is what OWASP's Password Storage Cheat Sheet asks for at least. */
  readonly memory?: number;
  readonly passes?: number;
  readonly concurrency?: number;
  readonly capacity?: number;
}

/**
 * Argon2id (RFC 9106) by @node-rs/argon2: the same hash takes half the CPU time that node:crypto's does (22 and 50 ms
 * on 2 cores), and it runs on Node 22. One core at least is left to everything else.
 */
export function passwordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { memory = 19_456, passes = 2, concurrency = Math.max(1, availableParallelism() - 1), capacity = 64 } = options;
  const queue = boundedQueue({ concurrency, capacity, full: () => usersErrors.busy({ retryAfter: 2 }) });
  // Argon2id is the library's default, and its enum cannot be named under erasableSyntaxOnly.
  const parameters = { memoryCost: memory, timeCost: passes, parallelism: 1 };
  const derive = (password: string): Promise<string> => hash(password, { ...parameters, salt: randomBytes(16) });
  let decoy: Promise<string> | undefined;

  return {
    hash: (password) => queue.run(() => derive(password)),
    verify: async (password, known) => {
      decoy ??= derive(randomBytes(32).toString('base64'));
      const against = known ?? (await decoy);
      const right = await queue.run(() => verify(against, password));
      return right && known !== undefined;
    },
  };
}
