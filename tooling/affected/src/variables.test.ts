import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { variablesRead } from './variables.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(repository, file), 'utf8');

interface Task {
  readonly env?: readonly string[];
  readonly passThroughEnv?: readonly string[];
}

interface Configuration extends Task {
  readonly envMode: string;
  readonly globalEnv?: readonly string[];
  readonly globalPassThroughEnv?: readonly string[];
  readonly tasks: Readonly<Record<string, Task>>;
}

const withoutComments = (text: string): string => text.split('\n').filter((line) => !line.trimStart().startsWith('//')).join('\n');
const turbo = JSON.parse(withoutComments(read('turbo.json'))) as Configuration;
const declared = new Set([...(turbo.globalEnv ?? []), ...(turbo.globalPassThroughEnv ?? []), ...Object.values(turbo.tasks).flatMap(({ env = [], passThroughEnv = [] }) => [...env, ...passThroughEnv])]);
/** What turbo hands on in any case, of what is read here. */
const alwaysThere = ['PATH', 'SystemRoot'];

/** Started by no task of turbo: the bootstrap runs before it, the bench beside it, and the lint rules are tried on text. */
const outside = /^(?:tooling\/bootstrap\/|apps\/api\/test\/bench\/|tooling\/eslint\/rules\.test\.js$|tooling\/affected\/src\/variables)/;
const files = execFileSync('git', ['ls-files', '-z', '*.ts', '*.js', '*.mjs'], { cwd: repository, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  .split('\0')
  .filter((file) => file !== '' && !outside.test(file) && existsSync(path.join(repository, file)));

test('turbo keeps every variable from a task but those that it is told of, and is told of all that code reads', () => {
  expect(turbo.envMode).toBe('strict');
  const used = files.flatMap((file) => variablesRead(read(file)).map((name) => ({ file, name })));
  expect(used.length).toBeGreaterThanOrEqual(10);
  expect(used.filter(({ name }) => !declared.has(name) && !alwaysThere.includes(name))).toEqual([]);
});

test.each([
  ["const seed = process.env['SEED'];", ['SEED']],
  ['const seed = process.env.SEED ?? 1;', ['SEED']],
  ["const { SEED, PORT = '1' } = process.env;", ['PORT', 'SEED']],
  ["const { env } = process;\nif (env['SEED']) start();", ['SEED']],
  ["const of = (name: 'A_URL' | 'B_URL') => process.env[name];", ['A_URL', 'B_URL']],
  ["process.env['SEED'] = '1';", []],
  ["if (process.env['SEED'] === '1') start();", ['SEED']],
  ['const child = spawn(program, { env: { ...process.env } });', []],
])('%j reads %j', (code, names) => {
  expect(variablesRead(code)).toEqual(names);
});
