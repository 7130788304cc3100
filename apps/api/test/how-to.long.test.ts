import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@plinth/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moduleNames } from '../src/modules.ts';
import { walkThrough } from './documentation.ts';
import { aFreePort } from './free-port.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'plinth-how-to-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a module is moved out by what the page says', async () => {
  const ports = ['3000', '3001', '4000', '4001'];
  const free = await Promise.all(ports.map(() => aFreePort()));
  const here = Object.fromEntries(ports.map((port, index) => [port, String(free[index])]));
  // Nobody there: no command of the page asks them.
  const others = moduleNames.filter((name: string) => !['users', 'billing'].includes(name));
  await walkThrough({
    page: 'docs/how-to/move-a-module-out.md',
    variables: Object.fromEntries(others.map((name) => [`${name.toUpperCase()}_URL`, 'http://127.0.0.1:1'])),
    here: { ...here, '.data/split': directory, 'users.log': path.join(directory, 'users.log'), 'billing.log': path.join(directory, 'billing.log') },
  });
  expect(await readFile(path.join(directory, 'users.log'), 'utf8')).toContain('Other processes are answered at');
});

test('a deployment is operated by what the page says', async () => {
  const ports = ['3000', '3001'];
  const free = await Promise.all(ports.map(() => aFreePort()));
  const here = Object.fromEntries(ports.map((port, index) => [port, String(free[index])]));
  const data = path.join(directory, 'operate');
  const walk = walkThrough({
    page: 'docs/how-to/operate.md',
    here: { ...here, '.data/operate': data, 'api.log': path.join(directory, 'api.log'), 'worker.log': path.join(directory, 'worker.log') },
  });
  // npm is gone sooner than what it started; nothing of it may outlive the folder.
  const printed = await walk.finally(async () => (await startPostgres({ directory: data })).stop({ force: true }));
  expect(printed).toMatch(/^\d+ applied$/m);
  expect(printed).toMatch(/user_[0-9a-z]{26} operates this deployment\./);
});

test('the arithmetic of scale comes to what the page says', async () => {
  await walkThrough({ page: 'docs/how-to/scale.md', here: {} });
});
