import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { startChild } from './child.mjs';

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {'passed' | 'failed' | 'not run'} result
 * @property {number} seconds
 */

const turbo = (...args) => ['turbo', 'run', ...args, '--continue=always', '--output-logs=errors-only', '--log-order=grouped'];
const script = (name) => ['pnpm', 'run', '--silent', name];

/** What each gate runs, and the program that it cannot run without. */
const gates = [
  { name: 'lint', tool: 'eslint', command: turbo('lint', 'lint:root', '--concurrency=1') },
  { name: 'types', tool: 'tsc', command: turbo('types', '--concurrency=1') },
  { name: 'boundaries', tool: 'depcruise', command: script('boundaries') },
  { name: 'unused', tool: 'knip', command: script('unused') },
  { name: 'drift', tool: 'node', command: script('drift') },
];

/**
 * Runs all gates, two at a time; what a gate says is printed when it has ended.
 *
 * @returns {Promise<Gate[]>}
 */
export async function runGates(root, env, signal) {
  const results = [];
  const waiting = [...gates];
  const lane = async () => {
    for (let gate = waiting.shift(); gate && !signal.aborted; gate = waiting.shift()) results.push(await runGate(gate, root, env, signal));
  };
  await Promise.all([lane(), lane()]);
  return gates.flatMap(({ name }) => results.filter((result) => result.name === name));
}

async function runGate({ name, tool, command }, root, env, signal) {
  const started = Date.now();
  if (tool !== 'node' && !existsSync(path.join(root, 'node_modules/.bin', tool))) {
    console.log(`not run: ${name}`);
    return { name, result: 'not run', seconds: 0 };
  }
  const { code, output } = await run(command, { cwd: root, env }, signal);
  const seconds = (Date.now() - started) / 1000;
  console.log(`\n── ${name}: ${code === 0 ? 'passed' : 'failed'} (${seconds.toFixed(1)} s)\n${code === 0 ? '' : output}`.trimEnd());
  return { name, result: code === 0 ? 'passed' : 'failed', seconds };
}

/** Runs the tests of every package anew: some of what they look at lies outside their package, where no cache sees it. */
export function tests(root, env, signal) {
  if (signal.aborted) return undefined;
  console.log('\n── tests');
  const concurrency = Math.min(2, availableParallelism());
  const turboArgs = ['--force', '--continue=always', '--log-order=grouped', '--output-logs=new-only', `--concurrency=${concurrency}`];
  const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=.turbo/tests.json'];
  return run(['turbo', 'run', 'test', ...turboArgs, '--', ...reporters], { cwd: root, env, stdio: 'inherit' }, signal);
}

/** Runs a program in quiet, unless told otherwise, and returns its code and what it said; it ends when `signal` is given. */
function run([command, ...args], options, signal) {
  const child = startChild(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const output = [];
  child.stdout?.on('data', (part) => output.push(part));
  child.stderr?.on('data', (part) => output.push(part));
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve({ code: code ?? 1, output: Buffer.concat(output).toString() });
    });
  });
}
