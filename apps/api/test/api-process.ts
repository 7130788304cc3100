import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMailbox, createTestDatabase, type Mailbox, type TestDatabase } from '@plinth/testing';
import { migrations } from '../src/databases.ts';

export interface ApiProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote, one line each. */
  readonly lines: readonly string[];
  /** Resolves to the exit code, null where the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

const root = path.resolve(import.meta.dirname, '..');

/** The entry of production, from source, on a free port; resolves when it is ready. */
const startApi = (variables: Record<string, string>): Promise<ApiProcess> => startProcess(['src/main.ts'], { NODE_ENV: 'test', ...variables });

/** What `npm start` runs: with the embedded database and the mailbox. */
export const startDevelopment = (variables: Record<string, string>): Promise<ApiProcess> =>
  startProcess(['src/development.ts'], { NODE_ENV: 'development', ...variables });

/** An entry and its arguments; resolves when it says where it listens, and is ready, or has come as far as `until` says. */
export async function startProcess(entry: readonly string[], variables: Record<string, string>, until: '/readyz' | '/healthz' = '/readyz'): Promise<ApiProcess> {
  const child = spawn(process.execPath, ['--conditions=source', ...entry], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', LOG_LEVEL: 'info', DRAIN_SECONDS: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n').filter(Boolean)));
  }
  const exited = once(child, 'exit') as Promise<[code: number | null]>;
  const url = await readyUrl(child, lines, until);
  return {
    url,
    child,
    lines,
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

const addressIn = (lines: readonly string[]): string | undefined =>
  lines.map((line) => /istening (?:at|on) (http:\/\/[\d.]+:\d+)/.exec(line)?.[1]).find((address) => address !== undefined);

/** A busy machine of a few tests at once. */
const patience = 180_000;

async function readyUrl(child: ChildProcess, lines: readonly string[], probe: string): Promise<string> {
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    const url = addressIn(lines);
    if (url !== undefined && (await isWell(url + probe))) return url;
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`The API did not become ready:\n${lines.join('\n')}`);
}

const isWell = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

export interface Deployment {
  readonly database: Pick<TestDatabase, 'url' | 'migrationUrl' | 'driver'>;
  readonly mailbox: Mailbox;
  /** What a command of the deployment needs that speaks to users. */
  readonly variables: Readonly<Record<string, string>>;
  /** One more process on the same database; ended by `close`. */
  start(variables?: Record<string, string>): Promise<ApiProcess>;
  close(): Promise<void>;
}

/** How the deployments of this test run are put together. */
let make: () => Promise<Deployment> = aWholeDeployment;

/** Has the tests that follow run on deployments of another kind. */
export function useDeployments(kind: () => Promise<Deployment>): void {
  make = kind;
}

/** A migrated database and a mail server, and any number of API processes on them. */
export const aDeployment = (): Promise<Deployment> => make();

/** Those that are started, and still run. */
export function createProcesses() {
  const processes: ApiProcess[] = [];
  return {
    start: async (variables: Record<string, string>): Promise<ApiProcess> => {
      const api = await startApi(variables);
      processes.push(api);
      return api;
    },
    end: async (): Promise<void> => {
      const running = processes.filter(({ child }) => child.exitCode === null && child.signalCode === null);
      await Promise.all(running.map((api) => api.end('SIGKILL')));
    },
  };
}

/** All modules in each process, on one database. */
async function aWholeDeployment(): Promise<Deployment> {
  const [database, mailbox] = await Promise.all([createTestDatabase({ sets: migrations, name: 'api' }), createMailbox()]);
  const processes = createProcesses();
  const own = { DATABASE_URL: database.url, SMTP_URL: mailbox.url };
  return {
    database,
    mailbox,
    variables: { ...own, MIGRATION_DATABASE_URL: database.migrationUrl },
    start: (variables = {}) => processes.start({ ...own, ...variables }),
    close: async () => {
      await processes.end();
      await Promise.all([mailbox.close(), database.close()]);
    },
  };
}
