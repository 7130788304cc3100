import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runningServer } from './pidfile.ts';
import { foldersOf, makeDirectory, readPlace } from './place.ts';
import { type PostgresServer, startPostgres } from './server.ts';

/** Waits until this process is gone, however it ends; then ends the server at once and removes its folders. */
const watch = `
  pid=$1; shift
  cat > /dev/null
  kill -QUIT "$pid" 2> /dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2> /dev/null || break; sleep 0.2; done
  rm -rf "$@"`;

/** A server of this process alone: its data is gone when it is stopped, whoever is connected, or when the process dies. */
export async function startThrowAwayPostgres(options: { maxConnections?: number } = {}): Promise<PostgresServer> {
  const directory = makeDirectory(mkdtempSync(path.join(tmpdir(), 'plinth-postgres-')));
  const server = await startPostgres({ ...options, directory, durable: false });
  const place = readPlace(directory);
  const watcher = startWatcher(runningServer(place.cluster)?.pid, foldersOf(place));
  return {
    ...server,
    stop: async () => {
      await server.stop({ force: true });
      watcher?.kill();
      for (const folder of foldersOf(place)) rmSync(folder, { recursive: true, force: true });
      return true;
    },
  };
}

function startWatcher(pid: number | undefined, folders: string[]): ChildProcess | undefined {
  if (pid === undefined || process.platform === 'win32') return undefined;
  const watcher = spawn('/bin/sh', ['-c', watch, 'sh', String(pid), ...folders], { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  return watcher;
}
