import type { HostConfig } from '../config.ts';
import type { Check } from './finding.ts';

const guesses = { perAccount: 100, perClient: 1000 };
const longest = { sessionDays: 30, operatorHours: 72 };

/** Values that are allowed and seldom meant. */
export const settingChecks: readonly Check<HostConfig>[] = [
  {
    name: 'log-level-chatty',
    severity: 'warning',
    look: ({ observability: { logLevel } }) => (logLevel === 'debug' || logLevel === 'trace' ? `LOG_LEVEL=${logLevel} logs more than production needs; info is meant for it.` : undefined),
  },
  {
    name: 'log-level-silent',
    severity: 'error',
    look: ({ observability: { logLevel } }) => (logLevel === 'silent' || logLevel === 'fatal' ? `LOG_LEVEL=${logLevel} hides what fails: error at least.` : undefined),
  },
  {
    name: 'drain-missing',
    severity: 'warning',
    look: ({ host }) => (host.drainSeconds === 0 ? 'Requests fail while the process ends: DRAIN_SECONDS must outlast the interval of the readiness probe.' : undefined),
  },
  {
    name: 'traffic-unlimited',
    severity: 'warning',
    look: ({ host }) => ([host.trafficPerKey, host.trafficPerUser, host.trafficPerAddress].includes(0) ? 'TRAFFIC_PER_… is 0: one caller may use up everything.' : undefined),
  },
  {
    name: 'security-contact-missing',
    severity: 'warning',
    look: ({ host }) => (host.securityContacts.length === 0 ? 'Nobody learns whom to tell about a vulnerability: set SECURITY_CONTACTS.' : undefined),
  },
  {
    name: 'mail-from-example',
    severity: 'error',
    look: ({ users }) => (/@(?:[\w-]+\.)*example\.(?:com|net|org)>?$/.test(users.mailFrom) ? 'MAIL_FROM is an example; its mails arrive nowhere.' : undefined),
  },
  {
    name: 'seller-example',
    severity: 'error',
    look: ({ billing }) => (/example/i.test(billing.sellerName) ? 'SELLER_NAME is an example, and invoices are for ever.' : undefined),
  },
  {
    name: 'sign-in-guesses',
    severity: 'error',
    look: ({ users }) =>
      users.signInFailuresPerAccount > guesses.perAccount || users.signInFailuresPerClient > guesses.perClient
        ? 'Passwords can be guessed: SIGN_IN_FAILURES_PER_ACCOUNT at most 100 (NIST SP 800-63B-4), …_PER_CLIENT at most 1000.'
        : undefined,
  },
  {
    name: 'session-long',
    severity: 'warning',
    look: ({ users }) => (users.sessionDays > longest.sessionDays ? 'SESSION_DAYS is more than 30, the most at one factor (NIST SP 800-63B-4).' : undefined),
  },
  {
    name: 'operator-session-long',
    severity: 'error',
    look: ({ users }) => (users.operatorSessionHours > longest.operatorHours ? 'OPERATOR_SESSION_HOURS is more than 72, and an operator may do everything.' : undefined),
  },
  {
    name: 'breach-list-missing',
    severity: 'warning',
    look: ({ users }) => (users.breachListUrl === undefined ? 'Leaked passwords are taken: set BREACH_LIST_URL.' : undefined),
  },
  {
    name: 'key-environment',
    severity: 'warning',
    look: ({ users }) => (/^(?:test|dev)/.test(users.apiKeyEnvironment) ? 'API_KEY_ENVIRONMENT says that the keys of production are for tests.' : undefined),
  },
];
