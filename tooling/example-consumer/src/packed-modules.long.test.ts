import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../..');
/** The modules, what they need of us, and what tests with them need. */
const packed = ['kernel', 'config', 'observability', 'db', 'jobs', 'module', 'users', 'billing', 'testing', 'mailbox'];
const folderOf = (name: string): string => path.join(repository, name === 'mailbox' ? 'tooling' : 'packages', name);

const execute = promisify(execFile);
const run = async (cwd: string, command: string, ...args: string[]): Promise<string> => {
  const { stdout } = await execute(command, args, { cwd, maxBuffer: 16 * 1024 * 1024 }).catch((error: unknown) => {
    const { message, stdout: said = '' } = error as Error & { stdout?: string };
    throw new Error(`${message}\n${said}`, { cause: error });
  });
  return stdout;
};

let program: string;
let tarballs: string[];
const databases: TestDatabase[] = [];

const tarballOf = (name: string): string => tarballs.find((file) => file.startsWith(`plinth-${name}-`)) ?? expect.fail(`${name} was not packed.`);

/** What the program prints, on an empty database of its own. */
async function outputOf(file: string): Promise<unknown> {
  const database = await createTestDatabase({ sets: [], name: 'consumer' });
  databases.push(database);
  return JSON.parse(await run(program, 'node', `out/${file}`, database.url, database.migrationUrl));
}

beforeAll(async () => {
  program = await mkdtemp(path.join(tmpdir(), 'plinth-consumer-'));
  await run(repository, 'pnpm', 'exec', 'turbo', 'run', 'build', '--filter=@plinth/billing...', '--filter=@plinth/testing...', '--output-logs=errors-only');
  for (const name of packed) await run(folderOf(name), 'pnpm', 'pack', '--pack-destination', program);
  tarballs = (await readdir(program)).filter((file) => file.endsWith('.tgz'));
  expect(tarballs).toHaveLength(packed.length);
  const dependencies = Object.fromEntries(packed.map((name) => [`@plinth/${name}`, `file:${tarballOf(name)}`]));
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies: { ...dependencies, typescript: '6.0.3', '@types/node': '26.6.6' } };
  await writeFile(path.join(program, 'package.json'), JSON.stringify(manifest));
  await cp(path.resolve(import.meta.dirname, '../program'), program, { recursive: true });
  await run(program, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts');
  await run(program, 'npx', 'tsc', '-p', 'tsconfig.json');
}, 300_000);

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await rm(program, { recursive: true, force: true });
});

test('a program outside the workspace has compiled against the packed modules, and holds no Fastify', async () => {
  expect(await readdir(path.join(program, 'out'))).toEqual(expect.arrayContaining(['use-billing.js', 'use-users.js']));
  expect(await readdir(path.join(program, 'node_modules'))).not.toContain('fastify');
});

test('users runs there', async () => {
  expect(await outputOf('use-users.js')).toEqual({ email: 'operator@example.com', operator: true, role: 'owner' });
});

test('billing runs there without users, and its worker issues an invoice', async () => {
  expect(await outputOf('use-billing.js')).toEqual([
    { status: 'open', total: { amount: 2000, currency: 'EUR' }, issueDate: '2027-02-28' },
    { status: 'open', total: { amount: 2000, currency: 'EUR' }, issueDate: '2027-01-31' },
  ]);
});

test('what it builds on them it tests with the modules themselves, behind their doors for tests, with PostgreSQL alone', async () => {
  expect(await run(program, 'node', '--test', 'out/what-is-owed.test.js')).toMatch(/^. pass 1$/m);
});

test.each(packed)('@plinth/%s is packed as its manifest says, with types for each of its doors', async (name) => {
  const tarball = path.join(program, tarballOf(name));
  await run(import.meta.dirname, 'pnpm', 'exec', 'publint', tarball, '--strict');
  // ES modules alone: who still requires them needs Node 22, which can.
  await run(import.meta.dirname, 'pnpm', 'exec', 'attw', tarball, '--profile', 'esm-only', '--no-emoji', '--no-color');
});
