import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiProcess, startDevelopment } from './api-process.ts';
import { walkThrough } from './documentation.ts';

let directory: string;
let api: ApiProcess;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'plinth-readme-'));
  api = await startDevelopment({ DATA_DIR: directory });
}, 120_000);
afterAll(async () => {
  await api.end('SIGTERM');
  await rm(directory, { recursive: true, force: true });
});

test('the README’s commands answer what it shows', { timeout: 120_000 }, async () => {
  const printed = await walkThrough({ page: 'README.md', here: { 'http://127.0.0.1:3000': api.url }, variables: { DATA_DIR: directory } });
  expect(printed).toMatch(/user_[0-9a-z]{26} operates this deployment\./);
  expect(printed).toContain('accepted\nduplicate\n');
});
