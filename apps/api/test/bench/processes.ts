import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** The fields of /proc/PID/stat behind the program's name, which may hold anything; [1] is the parent (proc(5)). */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

export const parentOf = (pid: number): number => Number(statOf(pid)[1]);

function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
    const parent = parentOf(pid);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const pids = [root];
  for (const pid of pids) pids.push(...(children.get(pid) ?? []));
  return pids;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Seconds of processor time that a process and all below it have used, those that have ended among them. */
export const cpuSeconds = (root: number): number =>
  sum(treeOf(root).map((pid) => sum(statOf(pid).slice(11, 15).map(Number)))) / ticksPerSecond;

/** Memory of a process and all below it in MiB, with shared pages by their share. */
export const memoryOf = (root: number): number =>
  sum(treeOf(root).map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  })) / 1024;
