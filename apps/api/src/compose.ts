import type { Environment } from '@plinth/config';
import { type Billing, billingErrors, billingPermissions, createBilling } from '@plinth/billing';
import { billingRoutes } from '@plinth/billing/http';
import { createIds, systemClock } from '@plinth/kernel';
import type { Logger, Metrics } from '@plinth/observability';
import { createUsers, type Users, usersErrors, usersPermissions } from '@plinth/users';
import { usersRoutes } from '@plinth/users/http';
import type { FastifyInstance } from 'fastify';
import { type App, createApp } from './app.ts';
import type { HostConfig } from './config.ts';
import { type Databases, openDatabases } from './databases.ts';
import { watchForProxies } from './http/unknown-proxies.ts';
import { type Backgrounds, createBackgrounds } from './lifecycle/backgrounds.ts';
import { createReadiness, type Readiness } from './lifecycle/readiness.ts';

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
  readonly users: Users;
  readonly billing: Billing;
  readonly readiness: Readiness;
  readonly backgrounds: Backgrounds;
  readonly databases: Databases;
  /** Closes the databases; last of all. */
  close(): Promise<void>;
}

/** Puts the modules and the host together. The only place that knows every module. */
export async function compose(options: CompositionOptions): Promise<Composition> {
  const { config, environment, logger, metrics } = options;
  const databases = options.databases ?? openDatabases(config.database);
  const runtime = { clock: systemClock, ids: createIds(systemClock), logger, rehearse: environment !== 'production' };

  const users = createUsers({
    ...runtime,
    database: databases.users,
    systemDatabase: databases.usersSystem,
    config: config.users,
    permissions: [...usersPermissions, ...billingPermissions],
  });
  const billing = createBilling({ ...runtime, database: databases.billing, systemDatabase: databases.billingSystem, config: config.billing });

  const backgrounds = createBackgrounds([users.worker, billing.worker], [users, billing], logger);
  const { trustProxy } = config.host;
  const proxies = environment === 'production' && trustProxy.length === 0 ? watchForProxies(systemClock) : undefined;
  const readiness = createReadiness([...databases.needs, backgrounds.need, ...(proxies ? [proxies.need] : [])]);
  const metricsToken = config.host.metricsToken?.reveal();

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
    metrics: metrics && { source: metrics, token: metricsToken },
    ...(options.extra && { extra: options.extra }),
  });
  return { app, users, billing, readiness, backgrounds, databases, close: () => databases.close() };
}
