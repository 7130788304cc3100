import { runsInTransaction } from './apply.ts';
import { readLedgers } from './ledger.ts';
import { byModule, type Migration, type MigrationSet } from './migration-set.ts';
import { pendingOf } from './pending.ts';
import { openSession } from './session.ts';

/** A file that `migrate` would apply. */
export interface PlannedMigration {
  readonly module: string;
  readonly name: string;
  readonly sql: string;
  /** False for a statement that is run by itself, such as an index that is built concurrently. */
  readonly inTransaction: boolean;
  /** The last file that is applied already though it comes after this one: this one came late, from another branch. */
  readonly after: string | undefined;
}

const lastApplied = (migrations: readonly Migration[], ledger: ReadonlyMap<string, string> | undefined, index: number): string | undefined =>
  migrations.slice(index + 1).findLast(({ name }) => ledger?.has(name))?.name;

/** What `migrate` would apply at this moment, in order, without a change to the database; it refuses what `migrate` refuses. */
export async function planMigrations({ url, sets }: { url: string; sets: readonly MigrationSet[] }): Promise<readonly PlannedMigration[]> {
  const sql = openSession(url, 'plinth migration plan');
  try {
    const modules = byModule(sets);
    const ledgers = await readLedgers(sql, modules.keys());
    return pendingOf(modules, ledgers).map((migration) => {
      const { module, name, sql: content } = migration;
      const files = modules.get(module) ?? [];
      const after = lastApplied(files, ledgers.get(module), files.indexOf(migration));
      return { module, name, sql: content, inTransaction: runsInTransaction(migration), after };
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
