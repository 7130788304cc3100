import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../..');
const turbo = path.join(repository, 'node_modules/.bin/turbo');

let copy: string;
const git = (cwd: string, ...args: string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'plinth-affected-'));
  for (const file of git(repository, 'ls-files', '--cached', '--others', '--exclude-standard', '-z').split('\0').filter((name) => name !== '' && existsSync(path.join(repository, name)))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(repository, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  git(copy, 'init', '--quiet', '--initial-branch=main');
  git(copy, 'config', 'user.email', 'affected@example.com');
  git(copy, 'config', 'user.name', 'Affected');
  git(copy, 'add', '--all');
  git(copy, 'commit', '--quiet', '--message', 'all');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

interface Plan {
  readonly packages: readonly string[];
  readonly tasks: readonly { readonly task: string; readonly package: string }[];
}

/** The packages whose tests CI runs for a commit that changes these files alone. */
function testedFor(...files: string[]): string[] {
  for (const file of files) appendFileSync(path.join(copy, file), '\n');
  git(copy, 'commit', '--quiet', '--all', '--message', files.join());
  const env = { ...process.env, TURBO_SCM_BASE: 'HEAD~1', TURBO_SCM_HEAD: 'HEAD', TURBO_TELEMETRY_DISABLED: '1' };
  const plan = JSON.parse(execFileSync(turbo, ['run', 'test', '--affected', '--dry-run=json'], { cwd: copy, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] })) as Plan;
  return plan.tasks.flatMap((one) => (one.task === 'test' && plan.packages.includes(one.package) ? [one.package.replace('@plinth/', '')] : [])).toSorted();
}

/** The domain modules, each of which stands on the kernel. */
const modules = globSync('packages/*/package.json', { cwd: repository })
  .map((file) => JSON.parse(readFileSync(path.join(repository, file), 'utf8')) as { readonly plinth?: { readonly schema: string } })
  .flatMap(({ plinth }) => plinth?.schema ?? []);

/** Who imports a module, writes into one, and what is tried on the whole. */
const consumers = ['api', 'example-consumer', 'generators'];

test('users and billing are among the modules', () => {
  expect(modules).toEqual(expect.arrayContaining(['billing', 'users']));
});

test.each([
  ['a rule of billing', ['packages/billing/src/rules/money.ts'], ['billing', ...consumers]],
  ['a table of users', ['packages/users/src/db/schema.ts'], ['users', 'billing', ...consumers]],
  ['the kernel', ['packages/kernel/src/page.ts'], ['kernel', 'db', 'jobs', 'module', 'http', 'testing', ...modules, ...consumers]],
  ['the host', ['apps/api/src/app.ts'], ['api', 'generators']],
  ['a page of the documentation', ['docs/performance.md'], []],
  ['a workflow', ['.github/workflows/ci.yml'], []],
])('%s: what it affects is tested, and nothing else', (_change, files, tested) => {
  expect(testedFor(...files)).toEqual(tested.toSorted());
});

test('what every package is compiled by affects all of them', () => {
  expect(testedFor('tsconfig.base.json')).toEqual(expect.arrayContaining(['kernel', 'users', 'billing', 'client', 'api', 'boundaries']));
});
