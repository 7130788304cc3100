import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverAccount } from './account.ts';
import type { Binaries } from './binaries.ts';
import { environment } from './cluster.ts';
import { disarmPidFile, runningServer } from './pidfile.ts';
import { keepPlace, type Place } from './place.ts';

export interface Settings {
  durable: boolean;
  maxConnections: number;
}

const largestLog = 10 * 1024 * 1024;
/** After a crash of the server its log is replayed and its backends end first. */
const patience = 120_000;

/** Starts a server on the place's data directory and waits until it takes connections. */
export async function launch(binaries: Binaries, place: Place, settings: Settings): Promise<number> {
  const deadline = Date.now() + patience;
  let port = place.port;
  for (;;) {
    port = await freePort(port);
    keepPlace({ ...place, port });
    disarmPidFile(place.cluster);
    const said = await ended(binaries, place, port, settings, deadline);
    if (said === undefined) return port;
    if (/could not bind|could not create any TCP/.test(said)) port = undefined;
    else if (!said.includes('pre-existing shared memory block')) throw new Error(`PostgreSQL did not start in ${place.directory}:\n${said}`);
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not start in ${place.directory} in time:\n${said}`);
    await sleep(200);
  }
}

/** Undefined when the server is ready, or what it said before it ended. */
async function ended(binaries: Binaries, place: Place, port: number, settings: Settings, deadline: number): Promise<string | undefined> {
  const log = path.join(place.directory, 'postgres.log');
  const sizeBefore = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  const afresh = sizeBefore > largestLog;
  const server = start(binaries, place, port, settings, openSync(log, afresh ? 'w' : 'a', 0o600));
  while (server.exitCode === null && server.signalCode === null) {
    if (runningServer(place.cluster)?.ready) return undefined;
    if (Date.now() > deadline) server.kill('SIGINT');
    await sleep(20);
  }
  return readFileSync(log).subarray(afresh ? 0 : sizeBefore).toString();
}

function start(binaries: Binaries, place: Place, port: number, settings: Settings, log: number): ChildProcess {
  const values = { ...settingsOf(settings), port: String(port) };
  const args = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(binaries.postgres, ['-D', place.cluster, ...args], {
    ...serverAccount(),
    cwd: '/',
    env: environment,
    stdio: ['ignore', log, log],
    // A session of its own: Ctrl-C in the terminal is for us, and we stop it last.
    detached: true,
  });
  closeSync(log);
  server.unref();
  return server;
}

const settingsOf = ({ durable, maxConnections }: Settings): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: String(maxConnections),
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%u@%d ',
  // A query of a client that was killed would run on and hold its locks.
  client_connection_check_interval: '1s',
  ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
});

/** `wanted` if nothing listens there, or any free port. */
function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort())));
    probe.listen({ port: wanted, host: '127.0.0.1' }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : wanted));
    });
  });
}
