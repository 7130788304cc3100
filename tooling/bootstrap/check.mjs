import { fileURLToPath } from 'node:url';
import { whenTold } from './child.mjs';
import { runGates } from './gates.mjs';
import { linesOf, totalOf } from './summary.mjs';

/** Every gate of `npm test`, and nothing else. Arguments select packages, as turbo has it: `pnpm check --affected`. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const started = Date.now();
const stopping = new AbortController();
whenTold((name) => stopping.abort(name));

const gates = await runGates(root, process.argv.slice(2), { cwd: root, env: process.env }, stopping.signal);
const { passed, failed } = totalOf(gates, []);
console.log(['', ...linesOf(gates, [], (Date.now() - started) / 1000), `${passed} passed, ${failed} failed`].join('\n'));
process.exit(stopping.signal.aborted ? 130 : failed > 0 ? 1 : 0);
