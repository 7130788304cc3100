import { existsSync } from 'node:fs';
import path from 'node:path';
import { ambient } from './ambient.js';
import { kindOf } from './kind.js';
import { language } from './language.js';
import { house } from './house.js';
import { security } from './security.js';
import { tests } from './tests.js';

const ignored = { name: 'plinth/ignored', ignores: ['**/dist/**', '**/coverage/**', '**/node_modules/**', '**/.*/**'] };

/** The root's own files: what lies in a package is linted by the package's config. */
const foreign = { name: 'plinth/foreign', ignores: ['apps/**', 'packages/**', 'tooling/*/**', '!tooling/bootstrap/**'] };

/**
 * The lint rules of the package in `directory`. What it is (module, platform package, application, tool) is read from
 * its place and its package.json, so that a new package gets the right rules by existing.
 *
 * @param {string} directory `import.meta.dirname` of the package's eslint.config.js
 * @returns {import('eslint').Linter.Config[]}
 */
export function configOf(directory) {
  const kind = kindOf(directory);
  const loose = !existsSync(path.join(directory, 'tsconfig.json'));
  return [
    ignored,
    ...(kind === 'root' ? [foreign] : []),
    ...language(directory, loose),
    ...house(kind),
    ...security(kind),
    ...ambient(kind, path.basename(directory)),
    ...tests,
  ];
}
