import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../..');
/** What `@plinth/users` needs of us, and itself. */
const packed = ['kernel', 'config', 'observability', 'db', 'jobs', 'module', 'users'];

const execute = promisify(execFile);
const run = async (cwd: string, command: string, ...args: string[]): Promise<string> => {
  const { stdout } = await execute(command, args, { cwd, maxBuffer: 16 * 1024 * 1024 }).catch((error: unknown) => {
    const { message, stdout: said = '' } = error as Error & { stdout?: string };
    throw new Error(`${message}\n${said}`, { cause: error });
  });
  return stdout;
};

let program: string;
let database: TestDatabase;

beforeAll(async () => {
  program = await mkdtemp(path.join(tmpdir(), 'plinth-consumer-'));
  await run(repository, 'pnpm', 'exec', 'turbo', 'run', 'build', '--filter=@plinth/users...', '--output-logs=errors-only');
  for (const name of packed) await run(path.join(repository, 'packages', name), 'pnpm', 'pack', '--pack-destination', program);
  const tarballs = (await readdir(program)).filter((file) => file.endsWith('.tgz'));
  expect(tarballs).toHaveLength(packed.length);
  const dependencies = Object.fromEntries(packed.map((name) => [`@plinth/${name}`, `file:${tarballs.find((file) => file.startsWith(`plinth-${name}-`)) ?? ''}`]));
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies: { ...dependencies, typescript: '6.0.3', '@types/node': '26.6.6' } };
  await writeFile(path.join(program, 'package.json'), JSON.stringify(manifest));
  await cp(path.resolve(import.meta.dirname, '../program'), program, { recursive: true });
  await run(program, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts');
  database = await createTestDatabase({ sets: [], name: 'consumer' });
}, 300_000);

afterAll(async () => {
  await database.close();
  await rm(program, { recursive: true, force: true });
});

test('a program outside the workspace compiles against the packed module and runs its services without Fastify', { timeout: 120_000 }, async () => {
  expect(await readdir(path.join(program, 'node_modules'))).not.toContain('fastify');
  await run(program, 'npx', 'tsc', '-p', 'tsconfig.json');
  const output = await run(program, 'node', 'out/main.js', database.url, database.migrationUrl);
  expect(JSON.parse(output)).toEqual({ email: 'operator@example.com', operator: true, role: 'owner' });
});
