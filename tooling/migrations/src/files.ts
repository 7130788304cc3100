import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A migration as it stands in the repository. */
export interface MigrationFile {
  /** In the repository, with forward slashes. */
  readonly path: string;
  readonly content: string;
}

/** The migrations of all packages; `root` is the repository. */
export function migrationFiles(root: string): MigrationFile[] {
  return globSync('packages/*/src/db/migrations/*', { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort()
    .map((file) => ({ path: file, content: readFileSync(path.join(root, file), 'utf8') }));
}
