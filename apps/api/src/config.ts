import { type Config, type ConfigOf, defineConfig, setting } from '@plinth/config';
import { observabilityConfig } from '@plinth/observability';
import { z } from 'zod';
import { type ModuleName, moduleNames, modules } from './modules.ts';
import { topologyConfig } from './topology/config.ts';

const trafficLimit = (of: string, quota: number) =>
  setting(z.int().min(0), {
    default: quota,
    developmentDefault: 600_000,
    describe: `Requests a minute of ${of}, counted by each process for itself; 0 is no limit.`,
  });

const hostConfig = defineConfig('host', {
  HOST: setting(z.string(), { default: '127.0.0.1', describe: 'Address to listen on; 0.0.0.0 or :: in a container.' }),
  PORT: setting(z.int().min(0).max(65_535), { default: 3000, describe: 'Port to listen on; 0 takes a free one.' }),
  TRUST_PROXY: setting(z.array(z.string()), {
    default: [],
    describe: 'Addresses and networks of the proxies in front, such as 10.0.0.0/8: their X-Forwarded-For names the client. none: there is no proxy, and nobody looks for one.',
  }),
  CORS_ORIGINS: setting(z.array(z.string().regex(/^(?:\*|https?:\/\/[^/?#\s]+)$/, 'An origin, such as https://app.example.com.')), {
    default: [],
    describe: 'Origins whose pages may call the API, such as https://app.example.com. Empty: none.',
  }),
  ACCEPTED_RISKS: setting(z.array(z.string().regex(/^[a-z-]+$/)), {
    default: [],
    describe: 'Checks of plinth check --deploy whose findings are right here, such as database-tls where the network encrypts.',
  }),
  DRAIN_SECONDS: setting(z.int().min(0).max(10), {
    default: 3,
    developmentDefault: 0,
    describe: 'How long to serve on after SIGTERM while /readyz says no, in seconds, so that proxies look elsewhere.',
  }),
  TRAFFIC_PER_KEY: trafficLimit('one API key', 6_000),
  TRAFFIC_PER_USER: trafficLimit('one user', 1_200),
  TRAFFIC_PER_ADDRESS: trafficLimit('one address without a credential', 600),
  REQUESTS_IN_FLIGHT: setting(z.int().min(1).max(10_000), {
    default: 100,
    describe: 'Requests that a process serves at once; more are answered 503 and told when to come again.',
  }),
  SECURITY_CONTACTS: setting(z.array(z.url({ protocol: /^(?:mailto|https|tel)$/ })), {
    default: [],
    developmentDefault: ['mailto:security@example.com'],
    describe: 'Whom to tell about a vulnerability, mailto: or https:, the preferred one first; for /.well-known/security.txt.',
  }),
  SECURITY_POLICY_URL: setting(z.url({ protocol: /^https$/ }).optional(), { describe: 'The page that says how reports of vulnerabilities are dealt with.' }),
  METRICS_TOKEN: setting(z.string().min(16).optional(), {
    secret: true,
    requiredInProduction: true,
    describe: 'Bearer token of who may read /metrics.',
  }),
});

/** The variables that give a module a database of its own, and its background work the same one. */
export const databaseVariables = (module: string): { readonly own: string; readonly system: string } => ({ own: `${module.toUpperCase()}_DATABASE_URL`, system: `${module.toUpperCase()}_SYSTEM_DATABASE_URL` });

const databaseUrl = z.url({ protocol: /^postgres(?:ql)?$/ }).optional();
const ownDatabase = (module: string) =>
  setting(databaseUrl, {
    secret: true,
    describe: `The database of ${module} where it has one of its own, or where a pooler wants to know its role: the URL logs in as plinth_${module}.`,
  });
const systemDatabase = (module: string) =>
  setting(databaseUrl, {
    secret: true,
    describe: `The same database for ${module}'s background work, where ${databaseVariables(module).own} is set: the URL logs in as plinth_${module}_system.`,
  });

const ofModules = Object.fromEntries(
  moduleNames.flatMap((name) => {
    const { own, system } = databaseVariables(name);
    return [[own, ownDatabase(name)], [system, systemDatabase(name)]];
  }),
) as { readonly [Name in ModuleName as `${Uppercase<Name>}_DATABASE_URL` | `${Uppercase<Name>}_SYSTEM_DATABASE_URL`]: ReturnType<typeof ownDatabase> };

export const databaseConfig = defineConfig('database', {
  DATABASE_URL: setting(databaseUrl, {
    secret: true,
    requiredInProduction: true,
    describe: 'PostgreSQL 18 or newer; the role may take the roles of the modules. Unset in development: an embedded server.',
  }),
  MIGRATION_DATABASE_URL: setting(databaseUrl, {
    secret: true,
    describe: 'The same database for plinth migrate, as a role that may make roles and schemas. Unset: DATABASE_URL.',
  }),
  ...ofModules,
  DATABASE_CONNECTIONS: setting(z.int().min(1).max(200), {
    default: 8,
    describe: 'The most connections of each module that read, and as many again that write.',
  }),
  DATABASE_PREPARE: setting(z.boolean(), { default: true, describe: 'False behind a pooler that cannot keep prepared statements.' }),
});

export const developmentConfig = defineConfig('development', {
  DATA_DIR: setting(z.string().optional(), {
    developmentDefault: '.data',
    developmentOnly: true,
    describe: 'Where the embedded PostgreSQL keeps its data.',
  }),
});

/** Everything that is read from the environment, in the order of `.env.example`. */
export const slices = [hostConfig, topologyConfig, databaseConfig, modules.users.config, modules.billing.config, observabilityConfig, developmentConfig] as const;

export type HostConfig = Config<typeof slices>;
export type DatabaseConfig = ConfigOf<typeof databaseConfig>;
