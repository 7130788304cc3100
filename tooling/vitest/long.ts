import { existsSync } from 'node:fs';
import path from 'node:path';
import { test, type TestAPI } from 'vitest';

/** Where Debian keeps programs for root, which are not in everybody's PATH. */
const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of a program that is no part of this repository, or undefined where it is not installed. */
export const findTool = (name: string): string | undefined =>
  folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));

/** `test` where the program is installed. Where it is not, the test counts as neither passed nor failed, and the run says so. */
export function needsTool(name: string): TestAPI | TestAPI['skip'] {
  if (findTool(name) !== undefined) return test;
  console.log(`not run: ${name}`);
  return test.skip;
}

/** How much a long test does: `full`, or `short`, which takes a minute at most. */
export const profiled = <Amount>(amounts: { readonly full: Amount; readonly short: Amount }): Amount =>
  process.env['LONG_PROFILE'] === 'short' ? amounts.short : amounts.full;
