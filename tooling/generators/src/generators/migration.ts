import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Changes } from '../changes.ts';
import type { Phrase } from '../names.ts';
import { Refusal } from '../refusal.ts';
import { requireModule, type Workspace } from '../workspace.ts';

export interface NewMigration {
  readonly module: string;
  readonly name: Phrase;
  /** For what PostgreSQL refuses inside a transaction, such as an index that is built beside writers. */
  readonly outsideTransaction: boolean;
}

/** Plans the next file of a module's migrations; the folder is their index. */
export function planMigration(workspace: Workspace, changes: Changes, { module, name, outsideTransaction }: NewMigration): string {
  requireModule(workspace, module);
  const folder = `packages/${module}/src/db/migrations`;
  const files = readdirSync(path.join(workspace.root, folder));
  if (files.some((file) => file.slice(5) === `${name.snake}.sql`)) throw new Refusal(`${folder} has a file of the name ${name.snake} already.`);
  const last = Math.max(0, ...files.map((file) => Number(file.slice(0, 4))));
  const file = `${folder}/${String(last + 1).padStart(4, '0')}_${name.snake}.sql`;
  changes.create(file, `${outsideTransaction ? '-- plinth: no transaction\n' : ''}-- ${name.title}. What a migration may do while the release before it runs: docs/how-to/write-a-migration.md.\n`);
  return file;
}
