import type { Package } from './workspace.ts';

/** A regular expression over resolved paths, as dependency-cruiser takes it. */
export type Pattern = string;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Exactly this file. */
const file = (path: string): Pattern => `^${escape(path)}$`;

/** All that lies in this folder. */
export const folder = (path: string): Pattern => `^${escape(path)}/`;

/** `path.ts`, or the folder `path/` that it became when it outgrew one file. */
export const part = (path: string): Pattern => `^${escape(path)}(?:\\.ts$|/)`;

/** Files directly in this folder. */
export const directlyIn = (path: string): Pattern => `^${escape(path)}/[^/]+$`;

/** The first pattern, apart from the files of the others. */
export const butNot = (pattern: Pattern, others: readonly Pattern[]): Pattern =>
  `^(?!${others.map((other) => other.slice(1)).join('|')})${pattern.slice(1)}`;

/** The npm package, wherever the package manager put it. */
export const library = (name: string): Pattern => `(?:^|/)node_modules/${escape(name)}/`;

/** A module that comes with Node, named without `node:`. */
export const builtin = (name: string): Pattern => `^${escape(name)}$`;

/** The given doors of a package, or all of them. */
export function doorsOf(of: Package, entries: readonly string[] = [...of.doors.keys()]): Pattern[] {
  return entries.flatMap((entry) => {
    const source = of.doors.get(entry);
    return source === undefined ? [] : [file(source)];
  });
}

/** Tests of a package, and what only tests use: `test/` folders and what it offers behind `./testing`. */
const testsOf = (start: Pattern): Pattern[] => [
  `${start}/.+\\.test(?:-d|-types)?\\.ts$`,
  `${start}/test/`,
  `${start}/.+/test/`,
  `${start}/testing/`,
];

export const testsIn = (path: string): Pattern[] => testsOf(`^${escape(path)}`);

export const testFiles: readonly Pattern[] = testsOf('^(?:apps|packages)/[^/]+');

/** Whether a path matches any of the patterns. */
export function matcherOf(patterns: readonly Pattern[]): (path: string) => boolean {
  // eslint-disable-next-line security/detect-non-literal-regexp -- patterns are made in this file, from escaped paths
  const expressions = patterns.map((pattern) => new RegExp(pattern));
  return (path) => expressions.some((expression) => expression.test(path));
}
