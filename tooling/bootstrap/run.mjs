import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { ensureInstallation } from './installation.mjs';
import { ensureToolchain } from './toolchain.mjs';

/**
 * Runs a task of the repository on any Node >= 20: `node tooling/bootstrap/run.mjs TASK [ARGUMENTS]`.
 * It is plain JavaScript without a dependency, because it runs before anything is installed.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));

const source = (file, ...args) => ['node', '--conditions=source', ...args, path.join(root, file)];

const tasks = {
  start: source('apps/api/src/development.ts'),
  dev: source('apps/api/src/development/watch.ts'),
  plinth: source('apps/api/src/cli.ts'),
  check: source('tooling/bootstrap/check.mjs'),
  test: source('tooling/bootstrap/test.mjs'),
  'test:long': source('tooling/bootstrap/test-long.mjs'),
  rehearse: source('tooling/migrations/src/rehearse.ts'),
  build: ['turbo', 'run', 'build'],
  changeset: ['changeset'],
};

const [task = '', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(tasks, task)) {
  console.error(`Unknown task "${task}". There are: ${Object.keys(tasks).join(', ')}.`);
  process.exit(2);
}

// Node keeps what it has compiled, types stripped: a start takes two thirds of the time.
const compiled = path.join(root, '.toolchain', 'compiled');
const env = { NODE_COMPILE_CACHE: compiled, ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
// Without this it would be production, which refuses what is only right in development.
if (['start', 'dev', 'plinth'].includes(task)) env.NODE_ENV ??= 'development';

await ensureToolchain(root, env);
await ensureInstallation(root, env);
const [command, ...args] = tasks[task];
process.exitCode = await runChild(command, [...args, ...rest], { cwd: task === 'plinth' ? process.cwd() : root, env });
