import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, startProcess } from './api-process.ts';
import { aFreePort } from './free-port.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

let copy: string;
let api: ApiProcess;

/** The repository, to be changed: its files, and links to what is installed. */
function copyRepository(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'plinth-watch-'));
  const files = execFileSync('git', ['ls-files', '-z', 'apps', 'packages', 'tooling', 'package.json', 'tsconfig.base.json'], { cwd: repository, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  for (const file of files.split('\0').filter((name) => name !== '' && existsSync(path.join(repository, name)))) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    cpSync(path.join(repository, file), path.join(directory, file), { verbatimSymlinks: true });
  }
  for (const installed of globSync('{apps,packages,tooling}/*/node_modules', { cwd: repository })) {
    cpSync(path.join(repository, installed), path.join(directory, installed), { recursive: true, verbatimSymlinks: true });
  }
  symlinkSync(path.join(repository, 'node_modules'), path.join(directory, 'node_modules'));
  return directory;
}

beforeAll(async () => {
  copy = copyRepository();
  const port = String(await aFreePort());
  api = await startProcess([path.join(copy, 'apps/api/src/development/watch.ts')], { NODE_ENV: 'development', PORT: port, DATA_DIR: path.join(copy, 'data'), NODE_COMPILE_CACHE: path.join(copy, 'compiled') });
}, 180_000);
afterAll(async () => {
  await api.end('SIGTERM');
  rmSync(copy, { recursive: true, force: true });
});

/** Writes `to` in the place of `from`. */
function edit(file: string, from: string, to: string): void {
  const text = readFileSync(path.join(copy, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(path.join(copy, file), text.replace(from, to));
}

const document = async (): Promise<string> => (await fetch(`${api.url}/openapi.json`, { signal: AbortSignal.timeout(2000) })).text();

/** Milliseconds until the API's document says so. */
async function untilItSays(words: string): Promise<number> {
  const started = performance.now();
  for (;;) {
    if (await document().then((text) => text.includes(words), () => false)) return performance.now() - started;
    if (performance.now() - started > 60_000) throw new Error(`It does not say ${words}:\n${api.lines.slice(-20).join('\n')}`);
    await sleep(5);
  }
}

/** Milliseconds that a process takes to load the program and do nothing else, now, with whatever else runs here. */
function loadingTakes(): number {
  const started = performance.now();
  execFileSync(process.execPath, ['--conditions=source', '--input-type=module', '--eval', `await import(${JSON.stringify(path.join(copy, 'apps/api/src/compose.ts'))}); process.exit()`], { env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: path.join(copy, 'compiled') } });
  return performance.now() - started;
}

/** The next process stands by before anybody has thought about the next change. */
const thought = 4000;

test('a change is served within a second, whichever package it is in', async () => {
  const places = [
    ['packages/billing/src/http/meters.ts', "summary: 'Create a meter"],
    ['packages/users/src/http/organizations.ts', "summary: 'Create an organization"],
    ['packages/billing/src/http/plans.ts', "summary: 'Create a plan"],
  ] as const;
  const taken: number[] = [];
  const loading: number[] = [];
  for (const [index, [file, from]] of places.entries()) {
    await sleep(thought);
    const words = `change ${index} `;
    edit(file, from, from.replace("'", `'${words}`));
    taken.push(await untilItSays(words));
    loading.push(loadingTakes());
    edit(file, `'${words}`, "'");
    await eventually(async () => expect(await document()).not.toContain(words), 30_000);
  }
  const whole = (times: readonly number[]): string => times.map((time) => Math.round(time)).join(', ');
  console.log(`served after ${whole(taken)} ms, while loading alone takes ${whole(loading)} ms`);
  // Where other work has the processor, a second is too short for anything: then a change is served sooner than a process loads.
  expect(Math.min(...taken)).toBeLessThan(Math.max(1000, Math.min(...loading)));
});

test('what does not load is told of, and the change that mends it is served', async () => {
  const file = 'packages/billing/src/http/meters.ts';
  await sleep(thought);
  edit(file, 'export ', 'export broken ');
  await eventually(() => expect(api.lines.join('\n')).toContain('It did not start; the next change starts it again.'), 30_000);
  await expect(document()).rejects.toThrow();
  edit(file, 'export broken ', 'export ');
  await untilItSays('Create a meter');
});

test('a migration is applied when it is written, and a file that the program does not load changes nothing', async () => {
  await sleep(thought);
  const said = () => api.lines.filter((line) => line.includes('Plinth listens on')).length;
  const before = said();
  writeFileSync(path.join(copy, 'packages/billing/src/rules/money.test.ts'), 'export {};\n');
  writeFileSync(path.join(copy, 'packages/billing/src/db/migrations/9999_watched.sql'), 'create table billing.watched (id integer primary key);\n');
  await eventually(() => expect(said()).toBe(before + 1), 30_000);
  expect(api.lines.filter((line) => line.includes('billing: 9999_watched.sql'))).toHaveLength(1);
  await sleep(1000);
  expect(said()).toBe(before + 1);
});
