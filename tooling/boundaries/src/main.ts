import path from 'node:path';
import { judge } from './gate.ts';

const { findings, files, dependencies, rules } = await judge(path.resolve(import.meta.dirname, '../../..'));

for (const { id, about, detail } of findings) {
  console.error(`${id}  ${detail}\n    ${about}: docs/boundaries.md#${id.toLowerCase()}`);
}
console.log(`${files} files, ${dependencies} dependencies seen; ${rules} rules, ${findings.length} violations.`);
if (findings.length > 0) process.exitCode = 1;
