import { existsSync } from 'node:fs';
import path from 'node:path';
import { test, type TestAPI } from 'vitest';

/** Where Debian keeps programs for root, which are not in everybody's PATH. */
const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of a program that is no part of this repository, or undefined where it is not installed. */
export const findTool = (name: string): string | undefined =>
  folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));

/** A test that cannot run here: it counts as neither passed nor failed, and the run says so. */
export function notRun(name: string): TestAPI['skip'] {
  console.log(`not run: ${name}`);
  return test.skip;
}

/** `test` where the program is installed. */
export const needsTool = (name: string): TestAPI | TestAPI['skip'] => (findTool(name) === undefined ? notRun(name) : test);

/** How much a long test does: `full`, or `short`, which takes a minute at most. */
export const profiled = <Amount>(amounts: { readonly full: Amount; readonly short: Amount }): Amount =>
  process.env['LONG_PROFILE'] === 'short' ? amounts.short : amounts.full;
