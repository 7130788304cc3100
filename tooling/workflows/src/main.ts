import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemsOf } from './problems.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const files = globSync('.github/workflows/*.{yml,yaml}', { cwd: root }).toSorted();
const problems = (await Promise.all(files.map((file) => problemsOf(file, readFileSync(path.join(root, file), 'utf8'))))).flat();
for (const problem of problems) console.error(problem);
console.log(`${files.length} workflows, ${problems.length} problems.`);
// A gate that sees nothing is not green. The linter's program never ends by itself.
process.exit(problems.length > 0 || files.length === 0 ? 1 : 0);
