import type { Secret } from '@plinth/config';
import { billingMigrations } from '@plinth/billing/migrations';
import { createDatabase, type Database, type MigrationSet, pendingMigrations } from '@plinth/db';
import { usersMigrations } from '@plinth/users/migrations';
import type { DatabaseConfig } from './config.ts';
import type { Need } from './lifecycle/readiness.ts';

/** What `plinth migrate` applies, module by module. */
export const migrations: readonly MigrationSet[] = [...usersMigrations, ...billingMigrations];

export interface Databases {
  readonly users: Database<'users'>;
  /** The same for background work of users, across owners. */
  readonly usersSystem: Database<'users'>;
  readonly billing: Database<'billing'>;
  /** The same for background work of billing, across owners. */
  readonly billingSystem: Database<'billing'>;
  readonly needs: readonly Need[];
  close(): Promise<void>;
}

/** Migrations stay applied, so they are looked up until they are all there and never again. */
function migrationsOf(database: Database<string>, sets: readonly MigrationSet[]): Need {
  let applied = false;
  return {
    name: `migrations of ${database.module}`,
    check: async () => {
      if (applied) return;
      const pending = await pendingMigrations(database.driver, sets);
      if (pending.length > 0) throw new Error(`${pending.length} to apply, the first is ${pending[0]?.name ?? ''}.`);
      applied = true;
    },
  };
}

function requireBoth(name: string, own: unknown, system: unknown): void {
  if ((own === undefined) !== (system === undefined)) throw new Error(`Set both ${name}_DATABASE_URL and ${name}_SYSTEM_DATABASE_URL, or neither.`);
}

/** The pools of every module; they connect when they are first used. */
export function openDatabases(config: DatabaseConfig): Databases {
  const open = <const Module extends string>(module: Module, own: Secret<string> | undefined, acrossOwners = false): Database<Module> => {
    const url = own ?? config.databaseUrl;
    if (!url) throw new Error(`${module} has no database: set DATABASE_URL.`);
    return createDatabase(module, {
      url: url.reveal(),
      assumeRole: own === undefined,
      acrossOwners,
      connections: config.databaseConnections,
      prepare: config.databasePrepare,
    });
  };
  requireBoth('USERS', config.usersDatabaseUrl, config.usersSystemDatabaseUrl);
  requireBoth('BILLING', config.billingDatabaseUrl, config.billingSystemDatabaseUrl);
  const users = open('users', config.usersDatabaseUrl);
  const usersSystem = open('users', config.usersSystemDatabaseUrl, true);
  const billing = open('billing', config.billingDatabaseUrl);
  const billingSystem = open('billing', config.billingSystemDatabaseUrl, true);
  const all: readonly [Database<string>, MigrationSet[]][] = [
    [users, usersMigrations],
    [billing, billingMigrations],
  ];
  return {
    users,
    usersSystem,
    billing,
    billingSystem,
    needs: all.flatMap(([database, sets]) => [
      { name: `database of ${database.module}`, check: () => database.ping() },
      migrationsOf(database, sets),
    ]),
    close: async () => {
      await Promise.all([users.close(), usersSystem.close(), billing.close(), billingSystem.close()]);
    },
  };
}
