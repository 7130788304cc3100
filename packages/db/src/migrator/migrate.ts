import { apply } from './apply.ts';
import { makeLedger, readLedgers } from './ledger.ts';
import { byModule, type MigrationSet } from './migration-set.ts';
import { pendingOf } from './pending.ts';
import { makeRoles } from './roles.ts';
import { makeSchemas } from './schemas.ts';
import { asOnlyMigrator } from './session.ts';

export interface MigrateOptions {
  /** A direct connection (no pooler) of a superuser, or of the database's owner with CREATEROLE and BYPASSRLS. */
  readonly url: string;
  /** The role that the application logs in as; it may take the modules' roles. Undefined leaves that to the operator. */
  readonly applicationUser: string | undefined;
  /** Several sets of one module are one after the other; files are known by their names. */
  readonly sets: readonly MigrationSet[];
  readonly onApplied?: (module: string, name: string) => void;
  /** How long to wait for another migrator of the same database; 120 by default. */
  readonly waitSeconds?: number;
}

/**
 * Makes roles and schemas of the modules and applies every file that its ledger does not know, also one that sorts before
 * the last. Applied again it does nothing. A file that fails leaves what came before it applied, and nothing of itself.
 *
 * @returns what was applied, in order
 */
export async function migrate(options: MigrateOptions): Promise<readonly { module: string; name: string }[]> {
  const { url, applicationUser, sets, onApplied, waitSeconds = 120 } = options;
  const modules = byModule(sets);
  return asOnlyMigrator(url, waitSeconds, async (session) => {
    const { sql } = session;
    const pending = pendingOf(modules, await readLedgers(sql, modules.keys()));
    for (const module of modules.keys()) {
      await makeRoles(sql, module, applicationUser);
      await makeSchemas(sql, module);
      await makeLedger(sql, module);
    }
    for (const migration of pending) {
      await session.check();
      await apply(sql, migration);
      onApplied?.(migration.module, migration.name);
    }
    return pending.map(({ module, name }) => ({ module, name }));
  });
}
