import type { Secret } from '@plinth/config';
import { createDatabase, type Database, type MigrationSet, pendingMigrations } from '@plinth/db';
import { observeEvents } from '@plinth/module';
import { type DatabaseConfig, databaseVariables } from './config.ts';
import type { Login } from './deployment/refused-login.ts';
import type { Need } from './lifecycle/readiness.ts';
import { declaredModules, type ModuleName, moduleNames } from './modules.ts';

/** All that `plinth migrate` can apply, module by module. */
export const migrations: readonly MigrationSet[] = declaredModules.flatMap((declared) => declared.migrations);

export const migrationsFor = (modules: readonly string[]): readonly MigrationSet[] => migrations.filter(({ module }) => modules.includes(module));

/** The pools of one module; they connect when they are first used. */
export interface ModuleDatabases<Module extends string> {
  readonly own: Database<Module>;
  /** The same for background work, across owners. */
  readonly system: Database<Module>;
}

type Pools = { readonly [Name in ModuleName]?: ModuleDatabases<Name> };

/** Those of the modules that this process hosts. */
export interface Databases extends Pools {
  readonly logins: readonly Login[];
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

function requireBoth(module: string, own: unknown, system: unknown): void {
  const variables = databaseVariables(module);
  if ((own === undefined) !== (system === undefined)) throw new Error(`Set both ${variables.own} and ${variables.system}, or neither.`);
}

export function openDatabases(config: DatabaseConfig): Required<Databases>;
export function openDatabases(config: DatabaseConfig, hosted: readonly ModuleName[]): Databases;
/** The pools of the modules that are `hosted`: all of them, where it is left out. */
export function openDatabases(config: DatabaseConfig, hosted: readonly ModuleName[] = moduleNames): Databases {
  const logins: Login[] = [];
  const open = <const Module extends string>(module: Module, own: Secret<string> | undefined, acrossOwners = false): Database<Module> => {
    const url = own ?? config.databaseUrl;
    if (!url) throw new Error(`${module} has no database: set DATABASE_URL.`);
    const database = createDatabase(module, {
      url: url.reveal(),
      assumeRole: own === undefined,
      acrossOwners,
      connections: config.databaseConnections,
      prepare: config.databasePrepare,
    });
    const variable = own === undefined ? 'DATABASE_URL' : databaseVariables(module)[acrossOwners ? 'system' : 'own'];
    logins.push({ variable, ping: () => database.ping() });
    return database;
  };
  const both = <const Module extends string>(module: Module, own: Secret<string> | undefined, system: Secret<string> | undefined): ModuleDatabases<Module> => {
    requireBoth(module, own, system);
    return { own: open(module, own), system: open(module, system, true) };
  };
  const all = hosted.map((name): ModuleDatabases<string> => both(name, config[`${name}DatabaseUrl` as const], config[`${name}SystemDatabaseUrl` as const]));
  const pools = Object.fromEntries(all.map((each) => [each.own.module, each])) as Pools;
  const ends = all.map(({ own }) => observeEvents(own.module, own.driver));
  return {
    ...pools,
    logins,
    needs: all.flatMap(({ own }) => [
      { name: `database of ${own.module}`, check: () => own.ping() },
      migrationsOf(own, migrationsFor([own.module])),
    ]),
    close: async () => {
      for (const end of ends) end();
      await Promise.all(all.flatMap(({ own, system }) => [own.close(), system.close()]));
    },
  };
}
