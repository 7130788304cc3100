import type { HostConfig } from '../config.ts';
import { moduleNames } from '../modules.ts';
import type { Check } from './finding.ts';
import { databaseUrls } from './secret-checks.ts';
import { staysHere } from './secrets.ts';

const isPlain = (address: string | undefined): boolean => address?.startsWith('http:') === true;

/** `0.0.0.0/0` and what is hardly smaller: a network that nobody has all of. */
const isEverybody = (proxy: string): boolean => {
  const [address = '', bits] = proxy.split('/', 2);
  return bits !== undefined && Number(bits) < (address.includes(':') ? 16 : 8);
};

const sslMode = (url: URL): string => url.searchParams.get('sslmode') ?? url.searchParams.get('ssl') ?? 'disable';

const encrypted = ['require', 'verify-ca', 'verify-full', 'true'];

/** Whom the process talks to, and whether anyone can listen or pose as another. */
export const transportChecks: readonly Check<HostConfig>[] = [
  {
    name: 'link-origin-plain',
    severity: 'error',
    look: ({ users }) => (isPlain(users.linkBaseUrl) ? 'Codes in mails would travel in the clear: LINK_BASE_URL must be https.' : undefined),
  },
  {
    name: 'public-url-plain',
    severity: 'error',
    look: ({ users }) => (isPlain(users.publicUrl) ? 'Whoever verifies access tokens would fetch their keys in the clear: PUBLIC_URL must be https.' : undefined),
  },
  {
    name: 'cors-open',
    severity: 'error',
    look: ({ host }) => (host.corsOrigins.includes('*') ? 'Every page on the web may call the API: name the origins in CORS_ORIGINS.' : undefined),
  },
  {
    name: 'cors-plain',
    severity: 'error',
    look: ({ host }) => (host.corsOrigins.some(isPlain) ? 'Whoever is on the way can change a page of http: CORS_ORIGINS must be https.' : undefined),
  },
  {
    name: 'proxies-missing',
    severity: 'warning',
    look: ({ host }) =>
      host.trustProxy.length === 0 ? 'Callers are counted by the address that connects: name the proxies in TRUST_PROXY, or all clients are one.' : undefined,
  },
  {
    name: 'proxies-everybody',
    severity: 'error',
    look: ({ host }) => (host.trustProxy.some(isEverybody) ? 'Anyone can pose as any address: TRUST_PROXY must name the proxies, not every network.' : undefined),
  },
  {
    name: 'database-tls',
    severity: 'error',
    look: (config: HostConfig): string | undefined => {
      const plain = databaseUrls(config).find(({ url }) => !staysHere(url) && !encrypted.includes(sslMode(url)));
      return plain && `${plain.variable} leaves this machine in the clear: add ?sslmode=verify-full.`;
    },
  },
  {
    name: 'database-tls-unverified',
    severity: 'warning',
    look: (config: HostConfig): string | undefined => {
      const blind = databaseUrls(config).find(({ url }) => !staysHere(url) && sslMode(url) === 'require');
      return blind && `${blind.variable} takes any certificate: sslmode=verify-full compares it.`;
    },
  },
  {
    name: 'module-url-plain',
    severity: 'error',
    look: ({ topology }: HostConfig): string | undefined => {
      const plain = moduleNames.find((name) => {
        const url = topology[`${name}Url` as const];
        return isPlain(url) && !staysHere(new URL(url ?? ''));
      });
      return plain && `${plain.toUpperCase()}_URL leaves this machine in the clear, with all that callers send: it must be https.`;
    },
  },
  {
    name: 'smtp-tls',
    severity: 'error',
    look: ({ users }: HostConfig): string | undefined => {
      const url = new URL(users.smtpUrl.reveal());
      const safe = url.protocol === 'smtps:' || url.searchParams.get('requireTLS') === 'true' || staysHere(url);
      return safe ? undefined : 'Mails with codes could leave in the clear: SMTP_URL must be smtps:, or end in ?requireTLS=true.';
    },
  },
  {
    name: 'breach-list-plain',
    severity: 'error',
    look: ({ users }) => (isPlain(users.breachListUrl) ? 'Parts of the hashes of passwords would travel in the clear: BREACH_LIST_URL must be https.' : undefined),
  },
  {
    name: 'traces-plain',
    severity: 'warning',
    look: ({ observability: { otelExporterOtlpEndpoint: endpoint } }) =>
      endpoint !== undefined && isPlain(endpoint) && !staysHere(new URL(endpoint)) ? 'Traces leave this machine in the clear: OTEL_EXPORTER_OTLP_ENDPOINT should be https.' : undefined,
  },
];
