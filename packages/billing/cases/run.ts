import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { adapters } from './adapters/index.ts';
import { differences } from './agree.ts';
import { caseSchema, type Case } from './case.ts';
import { reasonNotToRun } from './not-run.ts';

/** The cases that the package carries. */
export const ownCases = path.join(import.meta.dirname, 'data');

export interface CaseResult {
  readonly id: string;
  readonly kind: string;
  readonly outcome: 'passed' | 'failed' | 'notRun';
  /** What differs, what went wrong, or why it was not run. */
  readonly details: readonly string[];
}

export interface FileResult {
  readonly name: string;
  readonly cases: readonly CaseResult[];
}

/** Runs every case of every JSON file in a folder. */
export function runCases(folder: string): FileResult[] {
  // eslint-disable-next-line security/detect-non-literal-fs-filename -- the folder is named by whoever runs the cases
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  return files.map((file) => {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of that folder
    const content: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    return { name: path.basename(file, '.json'), cases: z.array(caseSchema).parse(content).map(runCase) };
  });
}

/** Runs one case; it never throws. */
export function runCase(each: Case): CaseResult {
  const { id, kind, expected } = each;
  const reason = reasonNotToRun(each);
  if (reason !== undefined) return { id, kind, outcome: 'notRun', details: [reason] };
  const adapter = adapters.get(kind);
  if (!adapter) return { id, kind, outcome: 'failed', details: [`No adapter for the kind ${kind}.`] };
  if (Object.keys(expected).length === 0) return { id, kind, outcome: 'failed', details: ['Nothing is expected.'] };
  try {
    const details = differences(expected, adapter(each), '');
    return { id, kind, outcome: details.length === 0 ? 'passed' : 'failed', details };
  } catch (error) {
    return { id, kind, outcome: 'failed', details: [error instanceof Error ? `${error.name}: ${error.message}` : String(error)] };
  }
}
