import { createWorker } from '@plinth/jobs';
import { systemClock } from '@plinth/kernel';
import { connectTo } from './database.ts';
import { organizationCreated } from './events.ts';

/** A process that takes a delivery and never ends it, or with `stop` one that stops at once. */
const [url = '', then = ''] = process.argv.slice(2);
const driver = connectTo(url);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const worker = createWorker({
  module: 'users',
  driver,
  clock: systemClock,
  logger: silent,
  subscriptions: [{ subscriber: 'billing.openAccount', event: organizationCreated }],
  deliver: () => {
    process.stdout.write('delivering\n');
    return new Promise(() => undefined);
  },
});
await worker.start();
process.stdout.write('started\n');
if (then === 'stop') {
  await worker.stop();
  await driver.end();
  process.stdout.write('stopped\n');
}
