import { availableParallelism } from 'node:os';
import path from 'node:path';
import { runQuietly } from './child.mjs';

const test = ['turbo', 'run', 'test'];

/**
 * The packages whose tests `selection` names.
 *
 * @returns {Promise<{ name: string, directory: string }[]>}
 */
export async function packagesToTest(root, selection, options, signal) {
  const { code, output } = await runQuietly([...test, '--dry=json', ...selection], { ...options, stdio: ['ignore', 'pipe', 2] }, signal);
  if (code !== 0) throw new Error(`turbo does not know which packages to test:\n${output}`);
  return JSON.parse(output)
    .tasks.filter(({ task, command }) => task === 'test' && command !== '<NONEXISTENT>')
    .map(({ package: name, directory }) => ({ name, directory: path.join(root, directory) }));
}

/** Runs the tests anew: some of what they look at lies outside their package, where no cache sees it. */
export async function runTests(selection, options, signal) {
  console.log('\n── tests');
  const concurrency = Math.min(2, availableParallelism());
  const turbo = ['--force', '--continue=always', '--log-order=grouped', '--output-logs=new-only', `--concurrency=${concurrency}`];
  const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=.turbo/tests.json'];
  await runQuietly([...test, ...turbo, ...selection, '--', ...reporters], { ...options, stdio: 'inherit' }, signal);
}
