import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { giveToServer } from './account.ts';
import { isServerOf } from './process.ts';

export interface Running {
  pid: number;
  port: number;
  /** False while it starts, recovers or stops. */
  ready: boolean;
}

const fileOf = (cluster: string) => path.join(cluster, 'postmaster.pid');

/** The server that runs on the data directory `cluster`, if one does. */
export function runningServer(cluster: string): Running | undefined {
  const [pid, , , port, , , , status] = linesOf(cluster);
  if (!pid || !isServerOf(cluster, Number(pid))) return undefined;
  return { pid: Number(pid), port: Number(port), ready: status?.trim() === 'ready' };
}

/**
 * Makes a pid file that a dead server left behind harmless. PostgreSQL does so itself unless the number is another process's
 * by now. The file also names the shared memory that orphaned backends may still use, so it is not removed: the number is
 * replaced by that of the server's parent to be, which PostgreSQL does not take for a rival.
 */
export function disarmPidFile(cluster: string): void {
  const lines = linesOf(cluster);
  if (lines.length === 0) return;
  writeFileSync(fileOf(cluster), [String(process.pid), ...lines.slice(1)].join('\n'));
  giveToServer(fileOf(cluster));
}

function linesOf(cluster: string): string[] {
  try {
    return readFileSync(fileOf(cluster), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
