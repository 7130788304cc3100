import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isReachable, openToServer } from './account.ts';
import { sharedDirectory } from './shared.ts';

export type Role = 'postgres' | 'plinth_migrator' | 'plinth_app';

/** What is kept of a server between two starts. */
export interface Place {
  directory: string;
  /** The data directory: within `directory`, or in a shared place where the account of the server cannot get there. */
  cluster: string;
  port?: number;
  passwords: Record<Role, string>;
}

/** Makes `directory` with its folders above it, and returns its one true path. */
export function makeDirectory(directory: string): string {
  mkdirSync(directory, { recursive: true });
  openToServer(directory);
  return realpathSync(directory);
}

/** The place of the server in `directory` (a real path): as it was kept, or a new one with new passwords. */
export function readPlace(directory: string): Place {
  const file = fileOf(directory);
  if (!existsSync(file)) return newPlace(directory);
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Place;
  return { ...kept, directory, cluster: path.resolve(directory, kept.cluster) };
}

/** Keeps the place in a file that only its owner may read. */
export function keepPlace(place: Place): void {
  const { directory, ...rest } = place;
  const inside = path.relative(directory, place.cluster);
  const kept = { ...rest, cluster: inside.startsWith('..') ? place.cluster : inside };
  const draft = `${fileOf(directory)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileOf(directory));
}

/** The folders that hold what a place has on disk. */
export const foldersOf = ({ directory, cluster }: Place): string[] => [directory, path.dirname(cluster)];

function newPlace(directory: string): Place {
  const cluster = path.join(isReachable(directory) ? directory : elsewhere(directory), 'cluster');
  if (existsSync(cluster)) throw new Error(`${cluster} holds data, but its passwords in ${fileOf(directory)} are gone. Move one or the other.`);
  return { directory, cluster, passwords: { postgres: password(), plinth_migrator: password(), plinth_app: password() } };
}

function elsewhere(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  return makeDirectory(path.join(sharedDirectory(), `data-${name}`));
}

const fileOf = (directory: string) => path.join(directory, 'server.json');
const password = () => randomBytes(24).toString('hex');
