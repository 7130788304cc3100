import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { type Binaries, findBinaries } from './binaries.ts';
import { makeCluster, runAsServer } from './cluster.ts';
import { launch, type Settings } from './launch.ts';
import { withLock } from './lock.ts';
import { runningServer } from './pidfile.ts';
import { keepPlace, makeDirectory, type Place, readPlace, type Role } from './place.ts';
import { makeRoles } from './roles.ts';

export interface PostgresServer {
  /** For migrations and test set-up: may make roles and databases and sees every row; no superuser. Owns the database. */
  migrationUrl: string;
  /** For the running application: logs in, and may do only what is granted to it. */
  url: string;
  /**
   * Stops the server, unless another client is connected: then the last of them is to stop it. Close your own connections
   * first. The second call does what the first one did.
   *
   * @returns whether the server was stopped
   */
  stop(options?: { force?: boolean }): Promise<boolean>;
}

export interface StartOptions {
  /** Where data, passwords and log lie; made if it is missing. One server a directory, however many processes ask for it. */
  directory: string;
  /** False for a server whose data may be lost with the machine's power, as in tests. True by default. */
  durable?: boolean;
  /** 200 by default. */
  maxConnections?: number;
}

const launcher = 'plinth launcher';
/** A server may have to recover from a crash before it lets anyone in. */
const patience = 120_000;
/** What a client is told by a server that starts, stops or dies, from the driver or as SQLSTATE. */
const passing = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT', '57P01', '57P02', '57P03']);
const lockOf = (place: { directory: string }) => path.join(place.directory, 'lock');

/** Starts the embedded server of `directory`, or takes over the one that already runs there. */
export async function startPostgres({ directory, durable = true, maxConnections = 200 }: StartOptions): Promise<PostgresServer> {
  const home = makeDirectory(directory);
  return withLock(lockOf({ directory: home }), async () => {
    const binaries = findBinaries();
    const place = readPlace(home);
    keepPlace(place);
    await makeCluster(binaries, place, durable);
    const { port, presence } = await join(binaries, place, { durable, maxConnections });
    return handle(binaries, place, port, presence);
  });
}

/** Connects to the server of the place, started first if none runs. One that dies just now still looks as if it ran. */
async function join(binaries: Binaries, place: Place, settings: Settings): Promise<{ port: number; presence: Sql }> {
  const deadline = Date.now() + patience;
  for (;;) {
    const running = runningServer(place.cluster);
    const port = running ? running.port : await launch(binaries, place, settings);
    // Held open as long as this process uses the server, so that another one can see it.
    const presence = connect(place, port);
    try {
      await makeRoles(presence, place.passwords);
      return { port, presence };
    } catch (error) {
      await presence.end({ timeout: 0 });
      if (!passing.has(String((error as { code?: unknown }).code)) || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

function handle(binaries: Binaries, place: Place, port: number, presence: Sql): PostgresServer {
  let stopped: Promise<boolean> | undefined;
  const stop = (force: boolean) =>
    withLock(lockOf(place), async () => {
      const needed = !force && (await isInUse(presence));
      await presence.end({ timeout: 5 });
      if (!needed) await shutDown(binaries, place);
      return !needed;
    });
  return {
    migrationUrl: urlOf(place, 'plinth_migrator', port),
    url: urlOf(place, 'plinth_app', port),
    stop: ({ force = false } = {}) => (stopped ??= stop(force)),
  };
}

/** Connections that were just closed take the server a moment to notice. */
async function isInUse(presence: Sql): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    const others = await presence<{ application: string }[]>`
      select application_name as application from pg_stat_activity
      where backend_type in ('client backend', 'walsender') and pid <> pg_backend_pid()`;
    if (others.length === 0) return false;
    if (others.some(({ application }) => application === launcher)) return true;
    await sleep(50);
  }
  return true;
}

async function shutDown(binaries: Binaries, place: Place): Promise<void> {
  const stop = (mode: string) => runAsServer(binaries.pg_ctl, ['stop', '--pgdata', place.cluster, '--mode', mode, '--timeout', '20']);
  if (!runningServer(place.cluster)) return;
  await stop('fast').catch(() => stop('immediate'));
}

const connect = (place: Place, port: number): Sql =>
  postgres({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: place.passwords.postgres,
    database: 'postgres',
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: launcher },
  });

const urlOf = (place: Place, role: Role, port: number) => `postgres://${role}:${place.passwords[role]}@127.0.0.1:${port}/plinth`;
