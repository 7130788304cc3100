import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../..');

/** What changesets looks at. */
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'plinth-release-'));
  const files = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', '.changeset', ...globSync('{apps,packages,tooling}/*/package.json', { cwd: repository })];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(path.join(repository, file), path.join(copy, file), { recursive: true });
  }
  symlinkSync(path.join(repository, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const waiting = (): string[] => readdirSync(path.join(copy, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md');
const versionOf = (folder: string): string => (JSON.parse(readFileSync(path.join(copy, folder, 'package.json'), 'utf8')) as { version: string }).version;

test('the changesets that wait become versions and changelogs, as the release does it', () => {
  const before = waiting();
  const named = before.flatMap((name) => [...readFileSync(path.join(copy, '.changeset', name), 'utf8').matchAll(/^'(?<name>@plinth\/[\w-]+)': (?:patch|minor|major)$/gm)].map(({ groups }) => groups?.['name'] ?? ''));
  const folders = globSync('{apps,packages,tooling}/*/package.json', { cwd: copy }).map((file) => path.dirname(file));
  const old = new Map(folders.map((folder) => [folder, versionOf(folder)]));
  execFileSync(path.join(repository, 'node_modules/.bin/changeset'), ['version'], { cwd: copy, stdio: 'pipe' });
  expect(waiting()).toEqual([]);
  const changed = folders.filter((folder) => versionOf(folder) !== old.get(folder)).map((folder) => `@plinth/${path.basename(folder)}`);
  expect(changed).toEqual(expect.arrayContaining([...new Set(named)]));
});
