import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A folder that the account of the server can reach, for what cannot lie where it should. It outlives a restart of the
 * machine where the system has such a place.
 */
export function sharedDirectory(): string {
  const owner = process.getuid?.();
  const directory = path.join(owner === 0 ? '/var/tmp' : tmpdir(), `plinth-postgres-${owner ?? 'user'}`);
  mkdirSync(directory, { recursive: true });
  const found = lstatSync(directory);
  // Anyone may make a folder of this name first, and what lies here is run.
  if (!found.isDirectory() || (owner !== undefined && found.uid !== owner)) {
    throw new Error(`${directory} belongs to someone else. Remove it, or have it removed.`);
  }
  chmodSync(directory, 0o755);
  return directory;
}
