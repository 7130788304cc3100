import type { Environment } from '@plinth/config';
import { type Ids, systemClock } from '@plinth/kernel';
import type { Peer } from '@plinth/module';
import type { Logger, Metrics } from '@plinth/observability';
import type { FastifyInstance } from 'fastify';
import { type App, createApp } from './app.ts';
import { composeModules, type Modules } from './compose-modules.ts';
import type { HostConfig } from './config.ts';
import { type Databases, openDatabases } from './databases.ts';
import { createProbes } from './http/probes.ts';
import { watchForProxies } from './http/unknown-proxies.ts';
import { createInternalServer } from './internal/internal-server.ts';
import { type Backgrounds, createBackgrounds } from './lifecycle/backgrounds.ts';
import { createReadiness, type Readiness } from './lifecycle/readiness.ts';
import { declaredModules, modules } from './modules.ts';
import { topologyOf } from './topology/topology.ts';

export interface CompositionOptions {
  readonly config: HostConfig;
  readonly environment: Environment;
  readonly version: string;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** Those of the configuration, where they are left out. */
  readonly databases?: Databases;
  /** Of the operating system, where it is left out. */
  readonly ids?: Ids;
  /** Routes outside the API, such as those of development. */
  readonly extra?: (app: FastifyInstance) => void;
}

/** The parts of a process, put together and not yet started. */
export interface Composition extends Modules {
  readonly app: App;
  /** What listens to the world: the app, or probes alone where this process serves no API. */
  readonly server: FastifyInstance;
  /** What listens to the other processes. */
  readonly internal: { readonly server: FastifyInstance; readonly port: number } | undefined;
  readonly readiness: Readiness;
  readonly backgrounds: Backgrounds;
  readonly databases: Databases;
  /** Closes the databases and the connections to other processes; last of all. */
  close(): Promise<void>;
}

/** Puts the modules and the host together. */
export async function compose(options: CompositionOptions): Promise<Composition> {
  const { config, environment, logger } = options;
  const topology = topologyOf(config.topology);
  const databases = options.databases ?? openDatabases(config.database, topology.hosted);
  const { modules: composed, workers, hosted, close } = composeModules({ config, environment, logger, databases, remotes: topology.remotes, ...(options.ids && { ids: options.ids }) });
  const { users } = composed;

  const backgrounds = createBackgrounds(topology.work ? workers : [], Object.values<Peer>({ ...composed }), logger, topology.work);
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
      for (const { routes } of Object.values(modules)) routes(v1, composed);
    },
    errors: declaredModules.flatMap(({ errors }) => Object.values(errors)),
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
    ...composed,
    readiness,
    backgrounds,
    databases,
    close: async () => {
      await Promise.all([close(), databases.close()]);
    },
  };
}
