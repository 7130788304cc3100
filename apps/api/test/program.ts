import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

export interface Program {
  readonly pid: number;
  /** What it wrote so far. */
  output(): string;
  errors(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs Node on our sources with exactly these variables. */
export function runNode(args: readonly string[], variables: Record<string, string>, input = ''): Program {
  const child = spawn(process.execPath, ['--conditions=source', ...args], { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...variables } });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.end(input);
  return {
    pid: child.pid ?? 0,
    output: () => output,
    errors: () => errors,
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

/** Runs a program to its end. */
export async function outcomeOf(args: readonly string[], variables: Record<string, string>, input?: string) {
  const program = runNode(args, variables, input);
  const code = await program.ended;
  return { code, output: program.output(), errors: program.errors() };
}
