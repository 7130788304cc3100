import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cleanFiles } from './clean-workspace.ts';
import { libraries, manifests } from './manifests.ts';

/** File by path, with its text. */
export type Files = Readonly<Record<string, string>>;

export interface Fixture {
  readonly root: string;
  [Symbol.dispose](): void;
}

/** A workspace of the real shape in a folder of its own, clean apart from `planted`; `null` leaves a file out. */
export function workspaceWith(planted: Readonly<Record<string, string | null>> = {}): Fixture {
  const root = mkdtempSync(path.join(tmpdir(), 'boundaries-'));
  for (const [file, text] of Object.entries({ ...cleanFiles, ...manifestFiles(), ...planted })) {
    if (text !== null) write(root, file, text);
  }
  for (const name of libraries) {
    const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js' };
    write(root, `node_modules/${name}/package.json`, JSON.stringify(manifest));
    write(root, `node_modules/${name}/index.js`, 'export default 1;\n');
  }
  mkdirSync(path.join(root, 'node_modules/@plinth'), { recursive: true });
  for (const [folder, { name }] of Object.entries(manifests)) {
    symlinkSync(path.join(root, folder), path.join(root, 'node_modules', name), 'dir');
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

const manifestFiles = (): Files =>
  Object.fromEntries(
    Object.entries(manifests).map(([folder, manifest]) => [`${folder}/package.json`, JSON.stringify(manifest)]),
  );

function write(root: string, file: string, text: string): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
