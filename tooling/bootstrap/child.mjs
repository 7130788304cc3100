import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const patience = 40_000;

/**
 * Runs a program to its end and returns its exit code; 128 and more stand for a signal, as in a shell. A signal to us is passed on once:
 * Ctrl-C reaches the whole group, and npm sends it again. npm's own `sh -c` dies of a signal without passing it on, so a
 * parent that is gone counts as one.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>}
 */
export function runChild(command, args, options) {
  const child = startChild(command, args, { stdio: 'inherit', ...options });
  let told = false;
  const tell = (signal) => {
    if (told) return;
    told = true;
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), patience).unref();
  };
  const forget = whenTold(tell);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      forget();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * Calls `tell` when this process is asked to end: by a signal, or because its parent is gone.
 *
 * @param {(signal: NodeJS.Signals) => void} tell
 * @returns {() => void} stops listening
 */
export function whenTold(tell) {
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && tell('SIGTERM'), 200);
  for (const signal of signals) process.on(signal, tell);
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, tell);
  };
}

/** On Windows what npm installs are command files, which only a shell runs. */
const startChild = (command, args, options) =>
  spawn(command, args, { ...options, shell: process.platform === 'win32' && command !== process.execPath });

/**
 * Runs a program and returns its exit code and what it said; it is told to end when `signal` is given.
 *
 * @param {string[]} command
 * @param {import('node:child_process').SpawnOptions} options with `stdio`, to let it speak for itself
 * @param {AbortSignal} signal
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runQuietly([command, ...args], options, signal) {
  const child = startChild(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => output.push(part));
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve({ code: code ?? 1, output: Buffer.concat(output).toString() });
    });
  });
}
