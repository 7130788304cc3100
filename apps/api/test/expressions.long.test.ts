import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { profiled } from '@plinth/vitest/long';
import { expect, test } from 'vitest';
import { type Expression, expressionsIn, expressionsOfContract } from './expressions/collect.ts';
import { flawOf } from './expressions/judge.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
/** One of so many; which, another each day. */
const share = profiled({ full: 1, short: 8 });
const today = Math.floor(Date.now() / 86_400_000);

/** The analyser as JavaScript, which runs everywhere. */
process.env['RECHECK_BACKEND'] = 'pure';

const sources = globSync('{apps,packages}/*/{src,testing}/**/*.ts', { cwd: repository }).filter((file) => !/\.test(?:-d|-types)?\.ts$|\/src\/test\//.test(file));
const contract = JSON.parse(readFileSync(path.join(repository, 'apps/api/openapi.json'), 'utf8')) as object;

const each = (expressions: readonly Expression[]): Expression[] => {
  const different = new Map(expressions.map((expression) => [`/${expression.source}/${expression.flags}`, expression]));
  return [...different.values()].filter((_expression, index) => (index + today) % share === 0);
};

const flawsOf = (expressions: readonly Expression[]): string[] => expressions.flatMap((expression) => flawOf(expression) ?? []);

test('no expression of the code can be made to take long', () => {
  const expressions = sources.flatMap((file) => expressionsIn(file, readFileSync(path.join(repository, file), 'utf8')));
  expect(expressions.length).toBeGreaterThan(90);
  const chosen = each(expressions);
  console.log(`${chosen.length} of ${expressions.length} expressions of ${sources.length} files`);
  expect(flawsOf(chosen)).toEqual([]);
});

test('nor can a pattern of the contract', () => {
  const expressions = expressionsOfContract(contract);
  expect(expressions.length).toBeGreaterThan(20);
  expect(flawsOf(each(expressions))).toEqual([]);
});

test.each([
  ['exponential', String.raw`const planted = /^(\w+\s?)*$/;`],
  ['exponential, made of a text', `const planted = new RegExp('^(a|a)*b$', 'i');`],
  ['polynomial', String.raw`const planted = text.replace(/\s+$/, '');`],
  ['polynomial, from any of many starts', String.raw`const planted = /at [^:"]*: "/g;`],
])('one that is planted in the code is found: %s', (_what, text) => {
  expect(flawsOf(expressionsIn('planted.ts', text))).toEqual([expect.stringContaining('in planted.ts')]);
});

test('and one that is planted in the contract', () => {
  const document = { schema: { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } };
  expect(flawsOf(expressionsOfContract(document))).toEqual([expect.stringContaining('in the contract')]);
});
