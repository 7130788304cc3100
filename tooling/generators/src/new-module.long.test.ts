import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../..');

let copy: string;

/** What this test runs in must not tell what the tests in the copy run in. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV$|TEST$|PROD$|DEV$|MODE$|BASE_URL$|SSR$)/.test(name)));

/** Runs a program in the copy; what it says, where it ends well. */
function run(program: string, ...rest: string[]): string {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd: copy, env: { ...environment, CI: 'true', NO_COLOR: '1' }, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${[program, ...rest].join(' ')}\n${stdout}\n${stderr}`);
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s: ${[program, ...rest].join(' ').slice(0, 160)}`);
  return stdout;
}

const git = (...rest: string[]): string => run('git', ...rest);
const changed = (): string[] => git('status', '--porcelain', '--untracked-files=all', '-z').split('\0').filter((line) => line !== '').map((line) => line.slice(3));
const vitest = (folder: string, ...files: string[]): string => run('pnpm', '--dir', folder, 'exec', 'vitest', 'run', ...files);

/** The repository as it stands here, with a history of its own, installed. */
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'plinth-new-module-'));
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: repository, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }).stdout;
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(path.join(repository, name)))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(repository, file), path.join(copy, file), { verbatimSymlinks: true });
  }
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.email', 'generators@example.com');
  git('config', 'user.name', 'Generators');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'all');
  run('pnpm', 'install', '--frozen-lockfile', '--prefer-offline');
  expect(changed()).toEqual([]);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('a new module passes every gate and every test as it was made, and goes without a trace', () => {
  const said = run('pnpm', '--silent', 'run', 'new', 'module', 'gadgets');
  expect(said).toContain('new     packages/gadgets/src/module.ts');

  const files = changed();
  expect(files).toEqual(expect.arrayContaining(['packages/gadgets/README.md', 'apps/api/openapi.json', 'packages/client/src/generated/contract.ts', 'pnpm-lock.yaml']));
  run('pnpm', 'run', 'types');
  run('node_modules/.bin/eslint', '--no-warn-ignored', ...files.filter((file) => file.endsWith('.ts')));
  for (const gate of ['boundaries', 'unused', 'drift', 'contract', 'migrations', 'secrets']) run('pnpm', 'run', gate);

  expect(vitest('packages/gadgets')).toMatch(/Test Files +\d+ passed/);
  expect(vitest('apps/api', 'test/authorization.e2e', 'test/module-boundaries', 'test/bad-input', 'test/deploy/manifests.test', 'src/topology', 'src/deployment', 'src/openapi')).toMatch(/Test Files +\d+ passed/);
  vitest('packages/client');
  vitest('tooling/affected');
  run('pnpm', '--filter', '@plinth/gadgets...', 'run', 'build');
  expect(changed()).toEqual(files);

  git('restore', '.');
  git('clean', '-fdxq', 'packages/gadgets', '.changeset');
  expect(changed()).toEqual([]);
  run('pnpm', 'install', '--frozen-lockfile', '--prefer-offline');
  expect(existsSync(path.join(copy, 'packages/gadgets'))).toBe(false);
  run('pnpm', 'run', 'drift');
});
