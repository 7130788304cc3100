import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprint } from './installation.mjs';

function aWorkspace() {
  const root = mkdtempSync(path.join(tmpdir(), 'plinth-workspace-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'packages/db/package.json']) write(file, file);
  return { root, write };
}

test.each(['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'packages/db/package.json', 'apps/api/package.json', 'patches/driver.patch'])(
  'a change of %s asks for an installation',
  (file) => {
    const { root, write } = aWorkspace();
    const before = fingerprint(root);

    write(file, 'changed');

    expect(fingerprint(root)).not.toBe(before);
  },
);

test('a change of a source file asks for none', () => {
  const { root, write } = aWorkspace();
  const before = fingerprint(root);

  write('packages/db/src/index.ts', 'changed');

  expect(fingerprint(root)).toBe(before);
});
