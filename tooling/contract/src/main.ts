import { copyFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { breakingChanges } from './breaking/operations.ts';
import { saysMajor } from './changesets.ts';
import { operationsOf, readDocument } from './document.ts';
import { missingExamples } from './examples.ts';
import { exceptions } from './exceptions.ts';
import { lintProblems } from './lint.ts';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const contract = inRepository('apps/api/openapi.json');
const released = inRepository('apps/api/openapi.released.json');

const remedy = "If they are meant, a changeset has to say so: '@plinth/client': major (pnpm changeset).";

/** Holds `openapi.json` against the lint, its examples and the contract as last released; with `--release` makes it the released one. */
async function main(): Promise<void> {
  if (process.argv.includes('--release')) copyFileSync(contract, released);
  const document = readDocument(contract);
  const breaks = existsSync(released) ? breakingChanges(readDocument(released), document) : [`${released} is missing.`];
  const excused = breaks.length > 0 && saysMajor(inRepository('.changeset'));
  const problems = [...(await lintProblems(document, exceptions)), ...missingExamples(document), ...(excused ? [] : breaks)];
  for (const problem of problems) console.error(problem);
  if (breaks.length > 0) console.error(excused ? `${breaks.length} breaking changes, as a changeset says.` : remedy);
  console.log(`${operationsOf(document).size} operations, ${problems.length} problems, ${exceptions.length} exceptions.`);
  if (problems.length > 0) process.exitCode = 1;
}

await main();
