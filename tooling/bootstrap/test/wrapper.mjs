import { fileURLToPath } from 'node:url';
import { runChild } from '../child.mjs';

/** Runs the program beside it, as run.mjs runs a task. */
const program = fileURLToPath(new URL('./program.mjs', import.meta.url));
process.exitCode = await runChild(process.execPath, [program, ...process.argv.slice(2)], {});
