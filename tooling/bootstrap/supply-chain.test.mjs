import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const workspace = read('pnpm-workspace.yaml');
const lockfile = read('pnpm-lock.yaml');

test.for(['minimumReleaseAge: 1440', 'strictDepBuilds: true', 'blockExoticSubdeps: true', 'dangerouslyAllowAllBuilds: false', 'engineStrict: true'])(
  'pnpm is told: %s',
  (line) => {
    expect(workspace.split('\n')).toContain(line);
  },
);

test('of all packages one may run an install script', () => {
  const [, allowed = ''] = /^allowBuilds:\n((?: {2}.+\n)+)/m.exec(workspace) ?? [];
  expect(allowed.split('\n').filter((line) => line.endsWith(': true'))).toEqual(['  esbuild: true']);
});

test('versions of the catalogue are exact', () => {
  const [, catalogue = ''] = /^catalog:\n((?: {2}.+\n)+)/m.exec(workspace) ?? [];
  const lines = catalogue.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(40);
  expect(lines.filter((line) => !/: \d+\.\d+\.\d+(?:-[\w.]+)?$/.test(line))).toEqual([]);
});

test('each locked package comes from the registry and has a checksum', () => {
  const resolutions = lockfile.match(/^ {4}resolution: .+$/gm) ?? [];
  expect(resolutions.length).toBeGreaterThan(300);
  expect(resolutions.filter((line) => !/^ {4}resolution: \{integrity: sha512-[\w+/=]+(?:, [^}]*)?\}$/.test(line))).toEqual([]);
  expect(resolutions.filter((line) => /tarball|git\+|commit:/.test(line))).toEqual([]);
});
