import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ambient } from './ambient.js';
import { kindOf } from './kind.js';
import { language } from './language.js';
import { house } from './house.js';
import { security } from './security.js';
import { tests } from './tests.js';

// A program/ is what a test compiles by itself, outside the workspace; a generated/ is held by the drift gate; of templates/ a test makes
// a module, and lints that.
const ignored = { name: 'plinth/ignored', ignores: ['**/dist/**', '**/coverage/**', '**/node_modules/**', '**/.*/**', '**/program/**', '**/generated/**', '**/templates/**'] };

/**
 * The lint rules of the package in `directory`. What it is (module, platform package, application, tool) is read from
 * its place and its package.json, so that a new package gets the right rules by existing.
 *
 * @param {string} directory `import.meta.dirname` of the package's eslint.config.js
 * @param {string} [workspace] the root of the workspace, where all of it is linted at once
 * @returns {import('eslint').Linter.Config[]}
 */
export function configOf(directory, workspace) {
  const kind = kindOf(directory);
  return [
    ignored,
    ...language(directory, workspace),
    ...house(kind),
    ...security(kind),
    ...ambient(kind, path.basename(directory)),
    ...tests,
  ];
}

const packagesOf = (root) =>
  ['apps', 'packages', 'tooling']
    .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)))
    .filter((folder) => existsSync(path.join(root, folder, 'package.json')));

/**
 * The rules of every package and of the root's own files, for one run over the whole workspace: a third of the time that a run in
 * each package takes.
 *
 * @param {string} root
 * @returns {import('eslint').Linter.Config[]}
 */
export function configOfWorkspace(root) {
  const ofPackages = packagesOf(root).flatMap((folder) =>
    configOf(path.join(root, folder), root).map((part) => ({ ...part, basePath: path.join(root, folder) })),
  );
  const ofRoot = configOf(root, root).map((part) => (part === ignored ? part : { ...part, ignores: ['*/**'] }));
  return [...ofPackages, ...ofRoot];
}
