import path from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { kindOf } from './kind.js';

const root = path.resolve(import.meta.dirname, '../..');

test.for([
  ['packages/users', 'module'],
  ['packages/kernel', 'platform'],
  ['apps/api', 'app'],
  ['tooling/boundaries', 'tool'],
  ['.', 'root'],
])('%s is a %s', ([folder, kind]) => {
  expect(kindOf(path.join(root, folder))).toBe(kind);
});

test('a package is linted with types, and no rule is a mere warning', async () => {
  const cwd = path.join(root, 'packages/users');
  const { rules } = await new ESLint({ cwd }).calculateConfigForFile(path.join(cwd, 'src/index.ts'));
  for (const rule of ['no-floating-promises', 'no-unsafe-call', 'switch-exhaustiveness-check', 'no-explicit-any']) {
    expect(rules[`@typescript-eslint/${rule}`]?.[0]).toBe(2);
  }
  expect(Object.entries(rules).filter(([, [level]]) => level === 1)).toEqual([]);
});

test('a file is held to the same rules when the whole workspace is linted at once', async () => {
  const files = ['packages/users/src/index.ts', 'packages/billing/src/ports/pdf-printer.ts', 'apps/api/test/client.ts', 'tooling/postgres/src/server.ts'];
  for (const file of files) {
    const [folder = '', name = ''] = file.split('/');
    const alone = await new ESLint({ cwd: path.join(root, folder, name) }).calculateConfigForFile(path.join(root, file));
    const together = await new ESLint({ cwd: root }).calculateConfigForFile(path.join(root, file));
    expect(together.rules).toEqual(alone.rules);
  }
});
