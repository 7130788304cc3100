import type { Driver } from '@plinth/db';

export interface Listening {
  stop(): Promise<void>;
}

/**
 * Calls `wake` at every notification, and at every connection: what was notified before is lost. The driver connects
 * again by itself; where it cannot listen at all, as through a pooler, the caller polls.
 */
export function listen(driver: Driver, channel: string, wake: () => void): Listening {
  const listening = driver.listen(channel, wake, wake).catch(() => undefined);
  return {
    stop: async () => {
      const handle = await listening;
      await handle?.unlisten().catch(() => undefined);
    },
  };
}
