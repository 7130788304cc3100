import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saysMajor } from './changesets.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'plinth-changesets-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

test.each([
  ['says so', "---\n'@plinth/client': major\n---\n\nPlans lose a field.\n", true],
  ['says it beside others', "---\n'@plinth/http': minor\n'@plinth/client': major\n---\n", true],
  ['says minor', "---\n'@plinth/client': minor\n---\n", false],
  ['breaks another package', "---\n'@plinth/users': major\n---\n", false],
  ['only talks of it', "---\n'@plinth/http': patch\n---\n\n'@plinth/client': major\n", false],
])('a changeset that %s', (_what, text, expected) => {
  writeFileSync(path.join(directory, 'README.md'), "---\n'@plinth/client': major\n---\n");
  writeFileSync(path.join(directory, 'some-change.md'), text);
  expect(saysMajor(directory)).toBe(expected);
});
