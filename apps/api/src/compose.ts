import type { Environment } from '@plinth/config';
import { type Billing, billingContract, billingErrors, billingPermissions, createBilling } from '@plinth/billing';
import { billingRoutes } from '@plinth/billing/http';
import { createIds, systemClock } from '@plinth/kernel';
import { createRemoteModule } from '@plinth/module/remote';
import type { Logger, Metrics } from '@plinth/observability';
import { createUsers, type Users, usersContract, usersErrors, usersPermissions } from '@plinth/users';
import { usersRoutes } from '@plinth/users/http';
import type { FastifyInstance } from 'fastify';
import { type App, createApp } from './app.ts';
import type { HostConfig } from './config.ts';
import { type Databases, openDatabases } from './databases.ts';
import { createProbes } from './http/probes.ts';
import { watchForProxies } from './http/unknown-proxies.ts';
import { createInternalServer } from './internal/internal-server.ts';
import { type Backgrounds, createBackgrounds } from './lifecycle/backgrounds.ts';
import { createReadiness, type Readiness } from './lifecycle/readiness.ts';
import { businessFigures } from './metrics/business-figures.ts';
import { type Topology, topologyOf } from './topology/topology.ts';

export interface CompositionOptions {
  readonly config: HostConfig;
  readonly environment: Environment;
  readonly version: string;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** Those of the configuration, where they are left out. */
  readonly databases?: Databases;
  /** Routes outside the API, such as those of development. */
  readonly extra?: (app: FastifyInstance) => void;
}

/** The parts of a process, put together and not yet started. */
export interface Composition {
  readonly app: App;
  /** What listens to the world: the app, or probes alone where this process serves no API. */
  readonly server: FastifyInstance;
  /** What listens to the other processes. */
  readonly internal: { readonly server: FastifyInstance; readonly port: number } | undefined;
  readonly users: Users;
  readonly billing: Billing;
  readonly readiness: Readiness;
  readonly backgrounds: Backgrounds;
  readonly databases: Databases;
  /** Closes the databases and the connections to other processes; last of all. */
  close(): Promise<void>;
}

/** The modules of this process, and a client of each that another one hosts. The only place that knows every module. */
function composeModules({ config, environment, logger }: CompositionOptions, { remotes }: Topology, databases: Databases) {
  const runtime = { clock: systemClock, ids: createIds(systemClock), logger, rehearse: environment !== 'production', observer: businessFigures };
  const remote = {
    users: remotes.users && createRemoteModule(usersContract, { ...remotes.users, clock: systemClock }),
    billing: remotes.billing && createRemoteModule(billingContract, { ...remotes.billing, clock: systemClock }),
  };
  const local = {
    users:
      databases.users &&
      createUsers({
        ...runtime,
        database: databases.users.own,
        systemDatabase: databases.users.system,
        config: config.users,
        permissions: [...usersPermissions, ...billingPermissions],
      }),
    billing: databases.billing && createBilling({ ...runtime, database: databases.billing.own, systemDatabase: databases.billing.system, config: config.billing }),
  };
  const [users, billing] = [local.users ?? remote.users, local.billing ?? remote.billing];
  if (!users || !billing) throw new TypeError('A module is neither here nor elsewhere.');
  return {
    users,
    billing,
    workers: [local.users, local.billing].flatMap((module) => module?.worker ?? []),
    hosted: [
      ...(local.users ? [{ contract: usersContract, module: local.users }] : []),
      ...(local.billing ? [{ contract: billingContract, module: local.billing }] : []),
    ],
    close: async () => {
      await Promise.all([remote.users?.close(), remote.billing?.close()]);
    },
  };
}

/** Puts the modules and the host together. */
export async function compose(options: CompositionOptions): Promise<Composition> {
  const { config, environment, logger } = options;
  const topology = topologyOf(config.topology);
  const databases = options.databases ?? openDatabases(config.database, topology.hosted);
  const { users, billing, workers, hosted, close } = composeModules(options, topology, databases);

  const backgrounds = createBackgrounds(topology.work ? workers : [], [users, billing], logger, topology.work);
  const { trustProxy } = config.host;
  const proxies = environment === 'production' && trustProxy.length === 0 ? watchForProxies(systemClock) : undefined;
  const readiness = createReadiness([...databases.needs, backgrounds.need, ...(proxies ? [proxies.need] : [])]);
  const metrics = options.metrics && { source: options.metrics, token: config.host.metricsToken?.reveal() };

  const app = await createApp({
    version: options.version,
    clock: systemClock,
    logger,
    corsOrigins: config.host.corsOrigins,
    trustedProxies: trustProxy.filter((proxy) => proxy !== 'none'),
    ...(proxies && { proxies }),
    traffic: { perKey: config.host.trafficPerKey, perUser: config.host.trafficPerUser, perAddress: config.host.trafficPerAddress },
    requestsInFlight: config.host.requestsInFlight,
    security: { contacts: config.host.securityContacts, policy: config.host.securityPolicyUrl },
    authenticate: (token, call) => users.selectors.authenticate({ token }, call),
    origin: new URL(config.users.publicUrl).origin,
    getKeySet: () => users.selectors.getKeySet({}, { actor: { type: 'anonymous' } }),
    routes: (v1) => {
      usersRoutes(v1, { users });
      billingRoutes(v1, { billing });
    },
    errors: [...Object.values(usersErrors), ...Object.values(billingErrors)],
    readiness,
    metrics,
    ...(options.extra && { extra: options.extra }),
  });
  const served = { clock: systemClock, logger, readiness };
  const { internal } = topology;
  return {
    app,
    server: topology.http ? app.server : await createProbes({ ...served, metrics }),
    internal: internal && { server: createInternalServer({ ...served, hosted, keys: internal.keys }), port: internal.port },
    users,
    billing,
    readiness,
    backgrounds,
    databases,
    close: async () => {
      await Promise.all([close(), databases.close()]);
    },
  };
}
