import type { Environment } from '@plinth/config';
import { type Billing, billingContract, createBilling } from '@plinth/billing';
import { createIds, type Ids, systemClock } from '@plinth/kernel';
import type { Contract, ModuleWorker } from '@plinth/module';
import { createRemoteModule, type HostedModule, type RemoteModule } from '@plinth/module/remote';
import type { Logger } from '@plinth/observability';
import { createUsers, type Users, usersContract } from '@plinth/users';
import type { HostConfig } from './config.ts';
import type { Databases, ModuleDatabases } from './databases.ts';
import { businessFigures } from './metrics/business-figures.ts';
import { declaredModules, moduleNames, modules } from './modules.ts';
import type { Topology } from './topology/topology.ts';

/** Every module as its callers hold it, in this process or another. */
export interface Modules {
  readonly users: Users;
  readonly billing: Billing;
}

interface Surroundings {
  readonly config: HostConfig;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly remotes: Topology['remotes'];
  readonly databases: Databases;
  /** Of the operating system, where it is left out. */
  readonly ids?: Ids;
}

interface ComposedModules {
  readonly modules: Modules;
  readonly workers: readonly ModuleWorker[];
  /** What this process answers for to others. */
  readonly hosted: readonly HostedModule[];
  /** Closes the connections to other processes. */
  readonly close: () => Promise<void>;
}

function either<Local, Remote>(local: Local | undefined, remote: Remote | undefined): Local | Remote {
  const module = local ?? remote;
  if (!module) throw new TypeError('A module is neither here nor elsewhere.');
  return module;
}

/** The modules of this process, and a client of each that another one hosts. The only place that makes modules. */
export function composeModules({ config, environment, logger, remotes, databases, ids = createIds(systemClock) }: Surroundings): ComposedModules {
  const runtime = { clock: systemClock, ids, logger, rehearse: environment !== 'production', observer: businessFigures };
  const on = <Name extends string>({ own, system }: ModuleDatabases<Name>) => ({ ...runtime, database: own, systemDatabase: system });
  const permissions = declaredModules.flatMap((declared) => declared.permissions);
  const elsewhere = <C extends Contract>(contract: C, remote: Topology['remotes'][keyof Topology['remotes']]): RemoteModule<C> | undefined =>
    remote && createRemoteModule(contract, { ...remote, clock: systemClock });
  const remote = {
    users: elsewhere(usersContract, remotes.users),
    billing: elsewhere(billingContract, remotes.billing),
  };
  const local = {
    users: databases.users && createUsers({ ...on(databases.users), config: config.users, permissions }),
    billing: databases.billing && createBilling({ ...on(databases.billing), config: config.billing }),
  };
  const composed: Modules = {
    users: either(local.users, remote.users),
    billing: either(local.billing, remote.billing),
  };
  return {
    modules: composed,
    workers: Object.values(local).flatMap((module) => module?.worker ?? []),
    hosted: moduleNames.flatMap((name) => {
      const module = local[name];
      return module ? [{ contract: modules[name].contract, module }] : [];
    }),
    close: async () => {
      await Promise.all(Object.values(remote).flatMap((module) => module?.close() ?? []));
    },
  };
}
