import { billingConfig, billingContract, billingErrors, billingPermissions } from '@plinth/billing';
import { billingEvents } from '@plinth/billing/events';
import { billingRoutes } from '@plinth/billing/http';
import { billingMigrations } from '@plinth/billing/migrations';
import type { ConfigSlice } from '@plinth/config';
import type { MigrationSet } from '@plinth/db';
import type { DeclaredError } from '@plinth/kernel';
import type { Contract, EventDefinition } from '@plinth/module';
import { usersConfig, usersContract, usersErrors, usersPermissions } from '@plinth/users';
import { usersEvents } from '@plinth/users/events';
import { usersRoutes } from '@plinth/users/http';
import { usersMigrations } from '@plinth/users/migrations';

/** What a module says of itself. */
export interface DeclaredModule {
  readonly contract: Contract;
  readonly errors: Readonly<Record<string, DeclaredError>>;
  readonly events: Readonly<Record<string, EventDefinition>>;
  readonly permissions: readonly string[];
  readonly config: ConfigSlice;
  readonly migrations: readonly MigrationSet[];
}

/** The modules of this deployment, each of them in this process or in another; `compose-modules.ts` makes them. */
export const modules = {
  users: { contract: usersContract, errors: usersErrors, events: { ...usersEvents }, permissions: usersPermissions, config: usersConfig, migrations: usersMigrations, routes: usersRoutes },
  billing: { contract: billingContract, errors: billingErrors, events: { ...billingEvents }, permissions: billingPermissions, config: billingConfig, migrations: billingMigrations, routes: billingRoutes },
} satisfies Readonly<Record<string, DeclaredModule & { readonly routes: unknown }>>;

export type ModuleName = keyof typeof modules;

export const moduleNames = Object.keys(modules) as readonly ModuleName[];

export const declaredModules: readonly DeclaredModule[] = Object.values(modules);
