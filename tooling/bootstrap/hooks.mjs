import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Has git run the hooks of this repository, in this clone; `--off` ends it. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const off = process.argv.includes('--off');
try {
  execFileSync('git', off ? ['config', '--local', '--unset', 'core.hooksPath'] : ['config', '--local', 'core.hooksPath', '.githooks'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
} catch (error) {
  // git's code for a key that is not set: there is nothing to end.
  if (!off || error.status !== 5) throw error;
}
console.log(off ? 'git runs no hooks of this repository any more.' : 'git runs pnpm check before a push.');
