import type { Actor } from '@plinth/kernel';

/** Where a call came from, for guards and the audit trail. */
export interface Client {
  readonly ip: string;
  readonly userAgent?: string;
}

/** Everything about a call that is not its input: plain data that can cross to another process. */
export interface Call {
  readonly actor: Actor;
  readonly client?: Client;
  /** Runs the operation once for this key and caller; the result is replayed for 24 hours. */
  readonly idempotencyKey?: string;
  /** The versions of its resource that a change is meant for; it is refused at any other. */
  readonly expectedVersions?: readonly number[];
  /** RFC 3339; after it, nobody waits for the answer. */
  readonly deadline?: string;
  readonly requestId?: string;
}

/** What another call says that is made to answer this one: who asks and until when, and nothing that is about this operation alone. */
export const onwardOf = ({ actor, client, deadline, requestId }: Call): Call => ({
  actor,
  ...(client && { client }),
  ...(deadline !== undefined && { deadline }),
  ...(requestId !== undefined && { requestId }),
});

const replays = new WeakSet<Call>();

/** True when the answer to this very call was the stored one of an earlier call with the same key. */
export const wasReplayed = (call: Call): boolean => replays.has(call);

export const markReplayed = (call: Call): void => void replays.add(call);
