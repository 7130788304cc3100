import type { Driver } from '@plinth/db';
import { createWorker, type Delivery, type Worker, type WorkerOptions } from '@plinth/jobs';
import { systemClock } from '@plinth/kernel';
import { connectTo } from './database.ts';
import { organizationCreated } from './events.ts';

export const subscriber = 'billing.openAccount';

export interface Logged {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

export interface Workers {
  /** Each with a pool of its own. */
  start(options: Partial<WorkerOptions> & { url?: string }): Promise<Worker>;
  readonly deliveries: Delivery[];
  readonly logged: Logged[];
  driver(): Driver;
  stop(): Promise<void>;
}

/** Workers of the module `users` on the database at `url`; what they deliver and log is kept. */
export function workersOn(databaseUrl: string): Workers {
  const deliveries: Delivery[] = [];
  const logged: Logged[] = [];
  const workers: Worker[] = [];
  const drivers: Driver[] = [];
  const note = (level: Logged['level']) => (_fields: object, message: string) => void logged.push({ level, message });
  const open = (url: string): Driver => {
    const driver = connectTo(url);
    drivers.push(driver);
    return driver;
  };
  return {
    deliveries,
    logged,
    driver: () => open(databaseUrl),
    start: async ({ url = databaseUrl, ...options }) => {
      const worker = createWorker({
        module: 'users',
        driver: open(url),
        clock: systemClock,
        logger: { info: note('info'), warn: note('warn'), error: note('error') },
        subscriptions: [{ subscriber, event: organizationCreated }],
        deliver: async (delivery) => void deliveries.push(delivery),
        ...options,
      });
      workers.push(worker);
      await worker.start();
      return worker;
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await Promise.all(drivers.map((driver) => driver.end({ timeout: 1 })));
    },
  };
}
