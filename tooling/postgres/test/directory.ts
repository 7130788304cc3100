import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { foldersOf, makeDirectory, readPlace } from '../src/place.ts';
import { startPostgres } from '../src/server.ts';

/** A directory for a server that is gone, with its server, when the test is over. */
export function aDirectory(parent = tmpdir()): string {
  const directory = makeDirectory(mkdtempSync(path.join(parent, 'plinth-server-')));
  onTestFinished(async () => {
    const place = readPlace(directory);
    const server = await startPostgres({ directory, durable: false });
    await server.stop({ force: true });
    for (const folder of foldersOf(place)) rmSync(folder, { recursive: true, force: true });
  });
  return directory;
}

/** The data directory of the server in `directory`. */
export const clusterOf = (directory: string): string => readPlace(directory).cluster;
