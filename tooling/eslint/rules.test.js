import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { ambient } from './ambient.js';
import { house } from './house.js';
import { security } from './security.js';
import { tests } from './tests.js';

const typescript = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
const plain = { plugins: { '@typescript-eslint': tseslint.plugin } };

/** The rules that code breaks in a file of a package of this kind; rules that need types are left out. */
function broken(code, { kind = 'module', folder = 'users', file = 'src/services/sign-in.ts' } = {}) {
  const config = [typescript, plain, ...house(kind), ...security(kind), ...ambient(kind, folder), ...tests];
  return new Linter().verify(code, config, file).map(({ ruleId, message }) => ruleId ?? message);
}

const ambientState = [
  ['Date.now();', 'no-restricted-properties'],
  ['new Date();', 'no-restricted-syntax'],
  ['Date();', 'no-restricted-syntax'],
  ['Temporal.Now.instant();', 'no-restricted-properties'],
  ['performance.now();', 'no-restricted-properties'],
  ['Math.random();', 'no-restricted-properties'],
  ['crypto.randomUUID();', 'no-restricted-properties'],
  ['globalThis.crypto.randomUUID();', 'no-restricted-syntax'],
  ["import { randomBytes } from 'node:crypto';", 'no-restricted-imports'],
  ["import * as crypto from 'node:crypto';", 'no-restricted-imports'],
  ["import crypto from 'node:crypto';", 'no-restricted-imports'],
  ["import { pino } from 'pino';", 'no-restricted-imports'],
  ["import { trace } from '@opentelemetry/api';", 'no-restricted-imports'],
  ['console.log(1);', 'no-console'],
  ["process.env['HOME'];", 'no-restricted-properties'],
  ["process['env'];", 'no-restricted-properties'],
  ['const { env } = process;', 'no-restricted-properties'],
  ["globalThis.process.env;", 'no-restricted-syntax'],
  ["import { env } from 'node:process';", 'no-restricted-syntax'],
];

test.for(ambientState)('a domain file may not say %s', ([code, rule]) => {
  expect(broken(code)).toEqual([rule]);
});

test.for([
  "import { createHash } from 'node:crypto';",
  "new Date('2027-01-31T00:00:00Z');",
  'Temporal.Instant.from(text);',
])('a domain file may say %s', (code) => {
  expect(broken(code)).toEqual([]);
});

test('a port may ask for time and chance, but neither log nor read the environment', () => {
  const port = { file: 'src/ports/clock.ts' };
  expect(broken("import { randomBytes } from 'node:crypto';\nDate.now();\nMath.random();", port)).toEqual([]);
  expect(broken("import { pino } from 'pino';", port)).toEqual(['no-restricted-imports']);
  expect(broken('process.env;', port)).toEqual(['no-restricted-properties']);
});

test('a domain test may use the clock and the environment', () => {
  expect(broken('Date.now();\nprocess.env;', { file: 'src/services/sign-in.db.test.ts' })).toEqual([]);
});

test('of the platform only config reads the environment, and clock and chance are free', () => {
  const [db, config] = ['db', 'config'].map((folder) => ({ kind: 'platform', folder, file: 'src/index.ts' }));
  expect(broken('process.env;', db)).toEqual(['no-restricted-properties']);
  expect(broken('process.env;', config)).toEqual([]);
  expect(broken('Date.now();', db)).toEqual([]);
});

test('an application does not read the environment, a tool and the configuration of a tool do', () => {
  const api = { kind: 'app', folder: 'api', file: 'src/main.ts' };
  expect(broken('process.env;', api)).toEqual(['no-restricted-properties']);
  expect(broken('process.env;', { kind: 'tool', folder: 'tsup', file: 'src/main.ts' })).toEqual([]);
  expect(broken('process.env;', { file: 'vitest.config.ts' })).toEqual([]);
});

const built = ['sql.unsafe(`select ${name}`);', "sql.unsafe('select ' + name);", 'sql.raw(`select ${name}`);'];

test.for(built)('SQL is not built from strings: %s', (code) => {
  expect(broken(code)).toEqual(['no-restricted-syntax']);
  expect(broken(code, { file: 'src/services/sign-in.db.test.ts' })).toEqual(['no-restricted-syntax']);
  expect(broken(code, { kind: 'app', folder: 'api', file: 'src/main.ts' })).toEqual(['no-restricted-syntax']);
});

test('only db and jobs, which name roles and schemas, build SQL', () => {
  for (const folder of ['db', 'jobs']) {
    expect(broken(built[0], { kind: 'platform', folder, file: 'src/roles.ts' })).toEqual([]);
  }
  expect(broken('sql.unsafe(`select 1`);')).toEqual([]);
});

test.for([
  ["eval('1');", 'no-eval'],
  ["new Function('return 1');", 'no-new-func'],
  ["import { exec } from 'node:child_process';", 'no-restricted-imports'],
  ["import { execSync } from 'child_process';", 'no-restricted-imports'],
  ["import * as processes from 'node:child_process';", 'no-restricted-imports'],
  ['/^(a+)+$/u.test(text);', 'regexp/no-super-linear-backtracking'],
])('code does not run strings, nor an expression that never ends: %s', ([code, rule]) => {
  expect(broken(code)).toContain(rule);
  expect(broken(code, { kind: 'platform', folder: 'db', file: 'src/index.ts' })).toContain(rule);
});

test('a rule that is switched off says why', () => {
  expect(broken('// eslint-disable-next-line no-console\nconsole.log(1);')).toEqual(['plinth/disable-with-reason']);
  expect(broken('// eslint-disable-next-line no-console -- shown to the reader\nconsole.log(1);')).toEqual([]);
});

test('a file ends after 250 lines', () => {
  expect(broken('1;\n'.repeat(249))).toEqual([]);
  expect(broken('1;\n'.repeat(251))).toEqual(['max-lines']);
});
