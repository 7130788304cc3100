import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { runningServer } from '../src/pidfile.ts';
import { foldersOf, makeDirectory, readPlace } from '../src/place.ts';

/** A directory for a server that is gone, with its server, when the test is over. */
export function aDirectory(parent = tmpdir()): string {
  const directory = makeDirectory(mkdtempSync(path.join(parent, 'plinth-server-')));
  onTestFinished(async () => {
    const place = readPlace(directory);
    const pid = runningServer(place.cluster)?.pid;
    if (pid !== undefined) {
      process.kill(pid, 'SIGQUIT');
      while (runningServer(place.cluster)) await sleep(20);
    }
    for (const folder of foldersOf(place)) rmSync(folder, { recursive: true, force: true });
  });
  return directory;
}

/** The data directory of the server in `directory`. */
export const clusterOf = (directory: string): string => readPlace(directory).cluster;
