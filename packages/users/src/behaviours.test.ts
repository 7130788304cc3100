import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const readme = readFileSync(path.resolve(import.meta.dirname, '../README.md'), 'utf8');

const rows = [...readme.matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, number = '', files = '']) => ({
  number: Number(number),
  files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
}));

const fileOf = (file: string): string => (file.startsWith('apps/') ? path.join(root, file) : path.join(import.meta.dirname, file));

/** The numbers that names of tests in a file begin with: `7.`, `7` or `7, 8.`, and then words. */
function numbersIn(file: string): Set<number> {
  const names = readFileSync(fileOf(file), 'utf8').matchAll(/\(\s*['"`]((?:\d+, )*\d+)\.? [^'"`]/g);
  return new Set([...names].flatMap(([, numbers = '']) => numbers.split(', ').map(Number)));
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_unused, index) => from + index);
const promised = [...range(1, 20), ...range(26, 28), ...range(31, 35), ...range(37, 39), 42, 43];

test('every behaviour that is promised has one row', () => {
  const numbers = rows.map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
  expect(promised.filter((number) => !numbers.includes(number))).toEqual([]);
});

test.each(rows)('the files of behaviour $number each have a test of it', ({ number, files }) => {
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(fileOf(file)))).toEqual([]);
  expect(files.filter((file) => !numbersIn(file).has(number))).toEqual([]);
});
