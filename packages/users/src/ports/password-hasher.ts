import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { usersErrors } from '../errors.ts';
import { isCurrentHash, markPepper, type Pepper, readHash } from './stored-hash.ts';
import { isAffordableArgon2, isForeignHash } from './foreign-hash.ts';
import type { PasswordTask } from './password-worker.ts';

export interface PasswordHasher {
  /** Does what will hash or compare where there is room for it; `users.busy` before it has read anything otherwise. */
  admit<Result>(work: () => Promise<Result>): Promise<Result>;
  /** A PHC string. `users.busy` when too many wait already, here and in `verify`. */
  hash(password: string): Promise<string>;
  /** Takes the same time without a hash to compare with, and is false then. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** False where the password should be hashed anew as soon as it is known: an older kind, weaker, or under an older pepper. */
  isCurrent(hash: string): boolean;
  /** Whether `verify` can compare with it: a hash of ours, or of a system whose users are brought here. */
  understands(hash: string): boolean;
}

export interface PasswordHasherOptions {
  /** The newest is used for what is hashed from now on; hashes under the others verify until they are replaced. */
  readonly peppers?: readonly Pepper[];
  /** Memory in KiB; with two passes 19,456 is what OWASP's Password Storage Cheat Sheet asks for at least. */
  readonly memory?: number;
  readonly passes?: number;
  /** How many hash at once. */
  readonly concurrency?: number;
  /** How many may wait. */
  readonly capacity?: number;
}

/** The lowest priority there is: a thread that hashes gets the time that nobody else wants. */
const niceIncrement = 19;
const idleMilliseconds = 60_000;

const busy = () => usersErrors.busy({ retryAfter: 2 });
const queueIsFull = (error: unknown): boolean => error instanceof Error && error.message === 'Task queue is at limit';

/**
 * Argon2id (RFC 9106) by @node-rs/argon2: the same hash takes half the CPU time that node:crypto's does (22 and 50 ms
 * on 2 cores), and it runs on Node 22. It runs in threads of their own and of the lowest priority, so that a burst of
 * sign-ins waits for other requests and not they for it. One core at least is left to everything else.
 */
export function passwordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { peppers = [], memory = 19_456, passes = 2, concurrency = Math.max(1, availableParallelism() - 1), capacity = 64 } = options;
  const newest = peppers.toSorted((one, other) => other.version - one.version)[0];
  const threads = new Piscina<PasswordTask, string | boolean>({
    filename: fileURLToPath(import.meta.resolve('@plinth/users/password-worker')),
    minThreads: 0,
    maxThreads: concurrency,
    maxQueue: capacity,
    idleTimeout: idleMilliseconds,
    niceIncrement,
    stricterFIFO: true,
  });

  async function run(task: PasswordTask): Promise<string | boolean> {
    try {
      return await threads.run(task);
    } catch (error) {
      throw queueIsFull(error) ? busy() : error;
    }
  }

  function secretOf(version: number | undefined): Uint8Array | undefined {
    if (version === undefined) return undefined;
    const pepper = peppers.find((candidate) => candidate.version === version);
    if (!pepper) throw new Error(`Version ${version} of the pepper is not configured, and there are passwords under it.`);
    return Buffer.from(pepper.key);
  }

  async function hash(password: string): Promise<string> {
    const made = String(await run({ kind: 'hash', password, secret: secretOf(newest?.version), salt: randomBytes(16), memory, passes }));
    return newest ? markPepper(made, newest) : made;
  }

  const most = concurrency + capacity;
  let admitted = 0;
  let decoy: string | undefined;

  return {
    admit: async (work) => {
      if (admitted >= most) throw busy();
      admitted += 1;
      try {
        return await work();
      } finally {
        admitted -= 1;
      }
    },
    hash,
    verify: async (password, known) => {
      decoy ??= await hash(randomBytes(32).toString('base64'));
      const { bare, pepperVersion } = readHash(known ?? decoy);
      const right = await run({ kind: 'verify', password, secret: secretOf(pepperVersion), hash: bare.replace(/^argon2(?=\$)/, '') });
      return right === true && known !== undefined;
    },
    isCurrent: (known) => isCurrentHash(known, { memory, passes, pepperVersion: newest?.version }),
    understands: (known) => isAffordableArgon2(known.replace(/^argon2(?=\$)/, '')) || isForeignHash(known),
  };
}
