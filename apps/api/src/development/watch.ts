import { fork } from 'node:child_process';
import { once } from 'node:events';
import { globSync, watch } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readConfig } from '@plinth/config';
import { databaseConfig, developmentConfig } from '../config.ts';
import { endWithSignals } from '../lifecycle/process.ts';
import { refuseToStart } from '../lifecycle/refuse.ts';
import { withEmbeddedDatabase } from './database.ts';
import type { Order } from './standby.ts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const folders = globSync('{apps,packages,tooling}/*/src', { cwd: repository }).map((folder) => path.join(repository, folder));

/** Milliseconds in which an editor writes what belongs together. */
const pause = 30;

/** A process that has loaded everything and stands by to run the API. */
interface Standby {
  tell(order: Order): void;
  /** The URLs of our files that it has loaded, once it serves; nothing where it ended before. */
  readonly serving: Promise<readonly string[] | undefined>;
  end(): Promise<void>;
}

function stand(): Standby {
  const child = fork(new URL('./standby.ts', import.meta.url), { stdio: 'inherit' });
  const ended = once(child, 'exit').then(() => undefined);
  const tell = (order: Order): void => {
    if (child.connected) child.send(order);
  };
  tell({ order: 'load' });
  return {
    tell,
    serving: Promise.race([once(child, 'message').then(([files]) => files as readonly string[]), ended]),
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

interface Runner {
  /** Starts the API anew with these files as they are now. */
  renew(files: readonly string[]): void;
  /** Whether a change of this file is one of the program. */
  concerns(file: string): boolean;
  stop(): Promise<void>;
}

/**
 * Runs the API in one process while the next stands by with everything loaded. Of that only what a change affects is loaded again,
 * while the process before ends; then the next one starts.
 */
function createRunner(): Runner {
  let current: Standby | undefined;
  let spare = stand();
  let loaded: ReadonlySet<string> = new Set();
  let changed: Set<string> | undefined = new Set();
  let stopping = false;

  async function replace(files: readonly string[]): Promise<void> {
    const next = spare;
    next.tell({ order: 'renew', changed: files });
    await current?.end();
    current = next;
    next.tell({ order: 'start' });
    const sources = await next.serving;
    if (stopping) return;
    if (sources) loaded = new Set(sources);
    else console.error('It did not start; the next change starts it again.');
    spare = stand();
  }
  async function run(): Promise<void> {
    for (let files = changed; files && !stopping; files = changed) {
      changed = undefined;
      await replace([...files]);
    }
  }
  let running: Promise<void> | undefined;
  const begin = (): void => {
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  begin();
  return {
    renew: (files) => {
      changed = new Set([...(changed ?? []), ...files]);
      begin();
    },
    concerns: (file) => file.endsWith('.sql') || loaded.has(pathToFileURL(file).href),
    stop: async () => {
      stopping = true;
      await Promise.all([current?.end(), spare.end()]);
      await running;
    },
  };
}

/** Has the runner renew what it cares about, when the change is over. Returns what ends it. */
function watchSources(runner: Runner): () => void {
  let changed: string[] = [];
  const renew = (): void => {
    runner.renew(changed);
    changed = [];
  };
  const watchers = folders.map((folder) =>
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a folder of this repository
    watch(folder, { recursive: true }, (_event, name) => {
      const file = path.join(folder, name ?? '');
      if (name === null || !runner.concerns(file)) return;
      if (changed.length === 0) setTimeout(renew, pause);
      // A package's `migrations.ts` has read the SQL that was there.
      changed.push(pathToFileURL(file.endsWith('.sql') ? path.join(folder, 'migrations.ts') : file).href);
    }),
  );
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

/** The development server, started anew when a file changes that it has loaded, or a migration. PostgreSQL runs on meanwhile. */
async function start(): Promise<() => Promise<void>> {
  const database = await withEmbeddedDatabase(readConfig([databaseConfig, developmentConfig]));
  const runner = createRunner();
  const unwatch = watchSources(runner);
  return async () => {
    unwatch();
    await runner.stop();
    await database.stop();
  };
}

async function main(): Promise<void> {
  const starting = start();
  // A signal that comes before everything is up waits for it: what was half started could not be ended.
  endWithSignals({ logger: { error: console.error, fatal: console.error }, stop: () => starting.then((stop) => stop(), () => undefined) });
  await starting;
}

await main().catch(refuseToStart);
