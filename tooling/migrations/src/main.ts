import { fileURLToPath } from 'node:url';
import { exceptions } from './exceptions.ts';
import { migrationFiles } from './files.ts';
import { problemsOf } from './problems.ts';

const files = migrationFiles(fileURLToPath(new URL('../../..', import.meta.url)));
const problems = problemsOf(files, exceptions);
for (const problem of problems) console.error(problem);
console.log(`${files.length} migrations, ${problems.length} problems.`);
if (problems.length > 0) console.error('What to do instead: docs/how-to/write-a-migration.md.');
// A gate that sees nothing is not green.
if (problems.length > 0 || files.length === 0) process.exitCode = 1;
