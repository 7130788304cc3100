import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';

const workspaces = ['apps', 'packages', 'tooling'];

/**
 * Installs the workspace's dependencies unless nothing that decides about them has changed since the last time.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureInstallation(root, env) {
  const mark = path.join(root, 'node_modules/.installed');
  const wanted = fingerprint(root);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  const code = await runChild('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (code !== 0) process.exit(code);
  writeFileSync(mark, wanted);
}

/** A hash over the lockfile, the workspace's settings, the patches, and every package's manifest. */
export function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of [...settings(root), ...patches(root), ...manifests(root)]) {
    hash.update(`${file}\n`).update(readFileSync(path.join(root, file))).update('\n');
  }
  return hash.digest('hex');
}

const settings = (root) => ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].filter((file) => existsSync(path.join(root, file)));
const patches = (root) => filesOf(root, 'patches');
const manifests = (root) =>
  workspaces
    .flatMap((folder) => filesOf(root, folder))
    .map((folder) => path.join(folder, 'package.json'))
    .filter((file) => existsSync(path.join(root, file)));

function filesOf(root, folder) {
  const directory = path.join(root, folder);
  return existsSync(directory) ? readdirSync(directory).toSorted().map((name) => path.join(folder, name)) : [];
}
