import { setTimeout as sleep } from 'node:timers/promises';
import type { ModuleWorker, Peer, WorkerWork } from '@plinth/module';
import type { Logger } from '@plinth/observability';
import type { Need } from './readiness.ts';

/** The background work of all modules. */
export interface Backgrounds {
  /** Starts the workers as soon as they can be, and tries again by itself until then. */
  start(whenReady: () => Promise<boolean>): void;
  /** Resolves when what runs has ended. */
  stop(): Promise<void>;
  /** Met while all workers run. */
  readonly need: Need;
}

const pause = 500;

export function createBackgrounds(workers: readonly ModuleWorker[], peers: readonly Peer[], logger: Logger, work?: WorkerWork): Backgrounds {
  const stopping = new AbortController();
  let running = false;
  let starting: Promise<void> = Promise.resolve();

  const wait = () => sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);

  async function run(whenReady: () => Promise<boolean>): Promise<void> {
    for (let told = false; !stopping.signal.aborted; ) {
      try {
        if (await whenReady()) {
          await Promise.all(workers.map((worker) => worker.start(peers, work)));
          running = true;
          return;
        }
      } catch (error) {
        if (!told) logger.error({ err: error }, 'The workers do not start; they are tried again.');
        told = true;
      }
      await wait();
    }
  }

  return {
    start: (whenReady) => {
      starting = run(whenReady);
    },
    stop: async () => {
      stopping.abort();
      await starting;
      await Promise.all(workers.map((worker) => worker.stop()));
    },
    need: {
      name: 'jobs',
      check: () => (running ? Promise.resolve() : Promise.reject(new Error('The workers have not started.'))),
    },
  };
}
