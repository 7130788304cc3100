import type { Driver } from '../driver.ts';
import { ledgerOf, readLedger } from './ledger.ts';
import { byModule, type MigrationSet } from './migration-set.ts';
import { openSession } from './session.ts';

/** `changed` differs from what was applied; `unknown` was applied by a release that had more files. */
export type MigrationState = 'applied' | 'pending' | 'changed' | 'unknown';

export interface MigrationStatus {
  readonly module: string;
  readonly name: string;
  readonly state: MigrationState;
}

const stateOf = (applied: string | undefined, checksum: string): MigrationState => {
  if (applied === undefined) return 'pending';
  return applied === checksum ? 'applied' : 'changed';
};

/** Every file of the sets and every row of their ledgers, without a change to the database. */
export async function migrationStatus({ url, sets }: { url: string; sets: readonly MigrationSet[] }): Promise<readonly MigrationStatus[]> {
  const sql = openSession(url, 'plinth migration status');
  try {
    const statuses: MigrationStatus[] = [];
    for (const [module, migrations] of byModule(sets)) {
      const ledger = await readLedger(sql, module);
      const names = new Set(migrations.map(({ name }) => name));
      statuses.push(...migrations.map(({ name, checksum }) => ({ module, name, state: stateOf(ledger.get(name), checksum) })));
      for (const name of ledger.keys()) if (!names.has(name)) statuses.push({ module, name, state: 'unknown' });
    }
    return statuses;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The ledger (42P01), or the role that may read it (22023, at connect), has not been made yet. */
const isUnmigrated = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '22023');

/** The files that are not applied yet, in one statement a module, on a connection that may read the module's ledger. */
export async function pendingMigrations(
  driver: Driver,
  sets: readonly MigrationSet[],
): Promise<readonly { module: string; name: string }[]> {
  const migrations = [...byModule(sets).values()].flat();
  const modules = [...new Set(migrations.map(({ module }) => module))];
  const applied = new Set<string>();
  try {
    for (const module of modules) {
      const rows = await driver<{ name: string }[]>`select name from ${ledgerOf(driver, module)}`;
      for (const { name } of rows) applied.add(`${module} ${name}`);
    }
  } catch (error) {
    if (!isUnmigrated(error)) throw error;
  }
  return migrations.filter(({ module, name }) => !applied.has(`${module} ${name}`)).map(({ module, name }) => ({ module, name }));
}
