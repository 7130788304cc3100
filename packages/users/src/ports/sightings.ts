import type { Id } from '@plinth/kernel';

/** That a session or a key was used. */
export interface Sighting {
  readonly id: Id<'sess'> | Id<'key'>;
  /** Whose it is, for row-level security. */
  readonly ownerId: Id<'user'> | Id<'org'>;
  readonly at: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface Sightings {
  /** Returns at once; nobody waits for it to be written down. */
  note(sighting: Sighting): void;
}

/**
 * Writes sightings off the path of the requests that they are of: at once, and while that runs, all that come are written
 * together after it. One that cannot be written is lost; the next request makes another.
 */
export function createSightings(write: (batch: readonly Sighting[]) => Promise<void>): Sightings {
  let waiting = new Map<string, Sighting>();
  let writing = false;

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.size > 0) {
      const batch = [...waiting.values()];
      waiting = new Map();
      await write(batch).catch(() => undefined);
    }
    writing = false;
  }

  return {
    note: (sighting) => {
      waiting.set(sighting.id, sighting);
      if (!writing) void drain();
    },
  };
}
