import type { Secret } from '@plinth/config';
import { databaseVariables, type HostConfig } from '../config.ts';
import { moduleNames } from '../modules.ts';
import type { Check } from './finding.ts';
import { isGuessable, looksMadeUp, staysHere } from './secrets.ts';

/** The databases that the process logs in at, by variable. */
export function databaseUrls({ database }: HostConfig): readonly { variable: string; url: URL }[] {
  const urls: Record<string, Secret<string> | undefined> = { DATABASE_URL: database.databaseUrl };
  for (const name of moduleNames) {
    const { own, system } = databaseVariables(name);
    urls[own] = database[`${name}DatabaseUrl` as const];
    urls[system] = database[`${name}SystemDatabaseUrl` as const];
  }
  return Object.entries(urls).flatMap(([variable, secret]) => (secret ? [{ variable, url: new URL(secret.reveal()) }] : []));
}

const keyOf = (versioned: string): string => versioned.slice(versioned.indexOf(':') + 1);

const serviceKeys = ({ topology }: HostConfig): readonly string[] => topology.serviceKey?.reveal() ?? [];

function secretsOf(config: HostConfig): string[] {
  const { host, users } = config;
  const versioned = [...users.passwordPeppers.reveal(), ...users.sealingKeys.reveal()].map(keyOf);
  return [users.codeKey.reveal(), ...versioned, ...serviceKeys(config), ...(host.metricsToken ? [host.metricsToken.reveal()] : [])];
}

const anew = 'make one with: openssl rand -base64 32';

/** Secrets that others can guess. Samples and missing ones are refused by the configuration itself. */
export const secretChecks: readonly Check<HostConfig>[] = [
  {
    name: 'code-key-weak',
    severity: 'error',
    look: ({ users }) => (looksMadeUp(users.codeKey.reveal()) ? `CODE_KEY is not random; ${anew}.` : undefined),
  },
  {
    name: 'pepper-weak',
    severity: 'error',
    look: ({ users }) => (users.passwordPeppers.reveal().some((pepper) => looksMadeUp(keyOf(pepper))) ? `A version of PASSWORD_PEPPERS is not random; ${anew}.` : undefined),
  },
  {
    name: 'sealing-key-weak',
    severity: 'error',
    look: ({ users }) => (users.sealingKeys.reveal().some((key) => looksMadeUp(keyOf(key))) ? `A version of SEALING_KEYS is not random; ${anew}.` : undefined),
  },
  {
    name: 'service-key-weak',
    severity: 'error',
    look: (config) => (serviceKeys(config).some(looksMadeUp) ? `A key of SERVICE_KEY is not random; ${anew}.` : undefined),
  },
  {
    name: 'metrics-token-missing',
    severity: 'error',
    look: ({ host }) => (host.metricsToken ? undefined : 'Anyone can read /metrics: set METRICS_TOKEN.'),
  },
  {
    name: 'metrics-token-weak',
    severity: 'error',
    look: ({ host }) => (host.metricsToken && looksMadeUp(host.metricsToken.reveal()) ? `METRICS_TOKEN is not random; ${anew}.` : undefined),
  },
  {
    name: 'secret-reused',
    severity: 'error',
    look: (config: HostConfig): string | undefined => {
      const secrets = secretsOf(config);
      return new Set(secrets).size < secrets.length ? 'CODE_KEY, METRICS_TOKEN and the keys of PASSWORD_PEPPERS, SEALING_KEYS and SERVICE_KEY must differ: who learns one of them knows another.' : undefined;
    },
  },
  {
    name: 'database-password-weak',
    severity: 'error',
    look: (config: HostConfig): string | undefined => {
      const weak = databaseUrls(config).find(({ url }) => !staysHere(url) && isGuessable(decodeURIComponent(url.password)));
      return weak && `The password in ${weak.variable} is missing, short or made up.`;
    },
  },
];
