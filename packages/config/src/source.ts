import { readFileSync } from 'node:fs';
import type { ConfigProblem } from './config-error.ts';
import { type EnvironmentVariables, textOf } from './environment.ts';

export type Found = { text: string | undefined; problem?: undefined } | { text?: undefined; problem: ConfigProblem };

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unreadable';

/** The text of a variable, or of the file that `<variable>_FILE` names, without its last line break. Empty is unset. */
export function findText(variables: EnvironmentVariables, variable: string): Found {
  const text = textOf(variables, variable);
  const fileVariable = `${variable}_FILE`;
  const file = textOf(variables, fileVariable);
  if (file === undefined) return { text };
  if (text !== undefined) return { problem: { variable, problem: `is set, and so is ${fileVariable}: set one of them` } };
  try {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- whoever sets the environment names the file
    const content = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return { text: content === '' ? undefined : content };
  } catch (error) {
    return { problem: { variable: fileVariable, problem: `cannot read ${JSON.stringify(file)} (${codeOf(error)})` } };
  }
}
