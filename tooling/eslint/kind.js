import { readFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {'module' | 'platform' | 'app' | 'tool' | 'root'} Kind */

/** Packages are told apart by the folder that holds them; a domain module also has a `module` key.
 *
 * @param {string} directory
 * @returns {Kind}
 */
export function kindOf(directory) {
  const parent = path.basename(path.dirname(directory));
  if (parent === 'apps') return 'app';
  if (parent === 'tooling') return 'tool';
  if (parent !== 'packages') return 'root';
  const manifest = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  return 'plinth' in manifest ? 'module' : 'platform';
}

/** Tests and the helpers that only tests use. */
export const testFiles = ['**/*.test.ts', '**/*.test-d.ts', '**/*.test-types.ts', '**/test/**/*.ts', 'testing/**/*.ts'];

/** What configures a tool, at the root of its package. */
export const toolFiles = ['*.config.ts', '*.config.js'];
