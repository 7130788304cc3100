import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  await walkThrough({
    page: 'docs/how-to/move-a-module-out.md',
    here: { ...here, '.data/split': directory, 'users.log': path.join(directory, 'users.log'), 'billing.log': path.join(directory, 'billing.log') },
  });
  expect(await readFile(path.join(directory, 'users.log'), 'utf8')).toContain('Other processes are answered at');
});
