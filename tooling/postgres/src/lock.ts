import { existsSync, mkdirSync, readFileSync, rmSync, rmdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './process.ts';

const beat = 1_000;
const silence = 15_000;

/** Runs `work` while no other process holds the lock `file`. The lock of a process that died is taken from it. */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  while (!take(file)) {
    if (isAbandoned(file)) release(file);
    else await sleep(50);
  }
  // The sign of life tells a holder from another process that was given its number, say in a restarted container.
  const heart = setInterval(() => isOurs(file) && utimesSync(file, new Date(), new Date()), beat);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    if (isOurs(file)) rmSync(file);
  }
}

/** False after a pause so long that another process took the lock. */
const isOurs = (file: string): boolean => existsSync(file) && readFileSync(file, 'utf8') === String(process.pid);

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(file: string): boolean {
  try {
    if (Date.now() - statSync(file).mtimeMs > silence) return true;
    const holder = Number(readFileSync(file, 'utf8'));
    // Empty: made, and not yet written.
    return holder !== 0 && !isAlive(holder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Removes an abandoned lock. Of two that find it abandoned only one may, or the second would remove the first one's lock. */
function release(file: string): void {
  const right = `${file}.release`;
  try {
    mkdirSync(right);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (isOld(right)) rmSync(right, { recursive: true, force: true });
    return;
  }
  if (isAbandoned(file)) rmSync(file, { force: true });
  rmdirSync(right);
}

function isOld(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > silence;
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
