import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { defineConfig, readConfig, setting } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'plinth-config-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function mounted(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const slice = defineConfig('slice', { API_KEY: setting(z.string().min(5), { secret: true, describe: 'Opens.' }) });

test('a mounted file gives the value, without its last line break', () => {
  const config = readConfig([slice], { API_KEY_FILE: mounted('good', 'two\nlines\n') });
  expect(config.slice.apiKey.reveal()).toBe('two\nlines');
});

test('the rules hold for a file as well, and its content is not shown', () => {
  const path = mounted('short', 'abcd');
  expect(() => readConfig([slice], { API_KEY_FILE: path })).toThrow(/API_KEY {2}[^"]*>=5 characters; the value given is not shown$/);
});

test('an empty file is an unset variable', () => {
  expect(() => readConfig([slice], { API_KEY_FILE: mounted('empty', '\n') })).toThrow(/API_KEY +is required/);
});

test('a file that cannot be read is named with the reason', () => {
  expect(() => readConfig([slice], { API_KEY_FILE: join(directory, 'missing') })).toThrow(/API_KEY_FILE +cannot read .*missing.*ENOENT/);
});

test('a variable and its file together are refused', () => {
  const variables = { API_KEY: 'by-value', API_KEY_FILE: mounted('both', 'by-file') };
  expect(() => readConfig([slice], variables)).toThrow(/API_KEY +is set, and so is API_KEY_FILE/);
});
