import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { walkThrough } from '../../../apps/api/test/documentation.ts';

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

/** The shipped modules grow as a new one does. */
const parts = [
  ['service', 'billing', 'settle-account'],
  ['selector', 'billing', 'inspect-account'],
  ['route', 'billing', 'settle-account'],
  ['route', 'billing', 'inspect-account'],
  ['event', 'billing', 'account-settled'],
  ['migration', 'billing', 'settled-accounts', '--no-transaction'],
  ['service', 'users', 'settle-organization', '--table', 'organizations'],
  ['selector', 'users', 'inspect-organization', '--table', 'organizations'],
  ['route', 'users', 'settle-organization'],
  ['route', 'users', 'inspect-organization'],
  ['event', 'users', 'organization-settled', '--table', 'organizations'],
  ['migration', 'users', 'settled-organizations'],
];

/** The tests of the new module, those that know every module, and those of what was added to the others. */
const suites = [
  ['packages/projects'],
  ['packages/billing', 'settle', 'inspect', 'events.test', 'db/schema'],
  ['packages/users', 'settle', 'inspect', 'events.test', 'db/schema', 'contract', 'audit.db'],
  ['apps/api', 'test/authorization.e2e', 'test/module-boundaries', 'test/bad-input', 'test/deploy/manifests.test', 'src/topology', 'src/commands', 'src/deployment/configuration', 'src/openapi'],
  ['packages/client'],
  ['tooling/affected'],
  ['tooling/generators'],
] as const;

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
  const toolchain = path.join(repository, '.toolchain');
  if (existsSync(toolchain)) symlinkSync(toolchain, path.join(copy, '.toolchain'));
  appendFileSync(path.join(copy, '.git/info/exclude'), '.toolchain\n');
  run('pnpm', 'install', '--frozen-lockfile', '--prefer-offline');
  expect(changed()).toEqual([]);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The port that the page speaks of is taken on a machine where somebody works. */
async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : expect.fail();
}

/** Takes back all that was made. */
function restore(): void {
  git('restore', '.');
  git('clean', '-fdxq', 'packages/projects');
  git('clean', '-fdq');
  expect(changed()).toEqual([]);
  run('pnpm', 'install', '--frozen-lockfile', '--prefer-offline');
}

/** A page's commands in the copy, on ports of their own. */
async function follow(page: string, ...ports: string[]): Promise<void> {
  const free = await Promise.all(ports.map(async (port) => [port, String(await aFreePort())] as const));
  await walkThrough({ page, repository: copy, here: Object.fromEntries(free), variables: { ...Object.fromEntries(free.slice(0, 1).map(([, port]) => ['PORT', port])), NODE_ENV: 'development', CI: 'true', NO_COLOR: '1' } });
}

const gates = ['boundaries', 'unused', 'drift', 'contract', 'migrations', 'secrets'];

test('the page makes a module; with all kinds of parts it passes every gate and test as it was made, and goes without a trace', async () => {
  await follow('docs/how-to/add-a-module.md', '3000');
  for (const part of parts) run('pnpm', '--silent', 'run', 'new', ...part, '--no-drift');
  run('pnpm', 'run', 'drift', '--write');

  const files = changed();
  expect(files).toEqual(expect.arrayContaining(['packages/projects/README.md', 'packages/users/src/services/settle-organization.ts', 'apps/api/openapi.json', 'packages/client/src/generated/contract.ts', 'pnpm-lock.yaml']));
  run('pnpm', 'run', 'types');
  run('node_modules/.bin/eslint', '--no-warn-ignored', ...files.filter((file) => file.endsWith('.ts')));
  for (const gate of gates) run('pnpm', 'run', gate);

  for (const [folder, ...tests] of suites) expect(vitest(folder, ...tests)).toMatch(/Test Files +\d+ passed/);
  run('pnpm', '--filter', '@plinth/projects...', 'run', 'build');
  expect(changed()).toEqual(files);

  restore();
  expect(existsSync(path.join(copy, 'packages/projects'))).toBe(false);
  run('pnpm', 'run', 'drift');
});

test('the page lets a module call another and listen to a third, in two processes as in one, and every gate passes', async () => {
  await follow('docs/how-to/call-another-module.md', '3000', '3001', '4000', '4001');
  run('pnpm', 'run', 'drift', '--write');
  const files = changed();
  expect(files).toEqual(expect.arrayContaining(['apps/api/src/compose-modules.ts', 'docs/architecture.md', 'packages/projects/src/services/find-planned-limit.ts']));
  run('pnpm', 'run', 'types');
  run('node_modules/.bin/eslint', '--no-warn-ignored', ...files.filter((file) => file.endsWith('.ts')));
  for (const gate of gates) run('pnpm', 'run', gate);
  expect(vitest('apps/api', 'test/authorization.e2e', 'test/module-boundaries')).toMatch(/Test Files +\d+ passed/);
  restore();
});
