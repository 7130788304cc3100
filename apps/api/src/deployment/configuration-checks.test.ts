import { expect, test } from 'vitest';
import { productionEnvironment } from '../../test/deployment.ts';
import { moduleNames } from '../modules.ts';
import { configurationChecks, readDeployment } from './check-deployment.ts';

const found = (more: Record<string, string> = {}) => readDeployment(productionEnvironment(more)).findings.map(({ check }) => check);

const reused = 'cD2m0sVx9RkQ7uWbZ4yLhT6eJ1nGfAoK';

const at = (password: string, mode = 'disable'): string => `postgres://app:${password}@db.plinth.test/plinth?sslmode=${mode}`;

const allButBilling = moduleNames.filter((name) => name !== 'billing').join();

/** Each check, and an environment that makes it fire. What the configuration refuses by itself comes below. */
const wrong: readonly [check: string, variables: Record<string, string>][] = [
  ['code-key-weak', { CODE_KEY: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }],
  ['code-key-weak', { CODE_KEY: 'please-change-me-before-going-live-9' }],
  ['pepper-weak', { PASSWORD_PEPPERS: `2:${reused},1:my-password-pepper-of-the-year-2027` }],
  ['sealing-key-weak', { SEALING_KEYS: '1:my-sealing-key-of-the-year-2027-plinth' }],
  ['service-key-weak', { SERVICE_KEY: `${reused},please-change-me-before-going-live-9` }],
  ['metrics-token-weak', { METRICS_TOKEN: 'prometheus-secret' }],
  ['secret-reused', { CODE_KEY: reused, SERVICE_KEY: reused }],
  ['secret-reused', { CODE_KEY: reused, PASSWORD_PEPPERS: `1:${reused}` }],
  ['database-password-weak', { DATABASE_URL: at('postgres', 'verify-full') }],
  ['database-password-weak', { DATABASE_URL: 'postgres://app@db.plinth.test/plinth?sslmode=verify-full' }],
  ['link-origin-plain', { LINK_BASE_URL: 'http://app.plinth.test' }],
  ['public-url-plain', { PUBLIC_URL: 'http://api.plinth.test' }],
  ['cors-open', { CORS_ORIGINS: '*' }],
  ['cors-plain', { CORS_ORIGINS: 'https://app.plinth.test,http://app.plinth.test' }],
  ['proxies-missing', { TRUST_PROXY: '' }],
  ['proxies-everybody', { TRUST_PROXY: '0.0.0.0/0' }],
  ['proxies-everybody', { TRUST_PROXY: '::/0' }],
  ['database-tls', { DATABASE_URL: at(reused) }],
  ['database-tls', { DATABASE_URL: at(reused, 'prefer') }],
  ['database-tls-unverified', { DATABASE_URL: at(reused, 'require') }],
  ['module-url-plain', { MODULES: allButBilling, BILLING_URL: 'http://billing.plinth.test:4000', SERVICE_KEY: reused }],
  ['smtp-tls', { SMTP_URL: 'smtp://user:word@mail.plinth.test' }],
  ['breach-list-plain', { BREACH_LIST_URL: 'http://api.pwnedpasswords.com' }],
  ['traces-plain', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.plinth.test:4318' }],
  ['log-level-chatty', { LOG_LEVEL: 'debug' }],
  ['log-level-silent', { LOG_LEVEL: 'silent' }],
  ['drain-missing', { DRAIN_SECONDS: '0' }],
  ['traffic-unlimited', { TRAFFIC_PER_ADDRESS: '0' }],
  ['security-contact-missing', { SECURITY_CONTACTS: '' }],
  ['mail-from-example', { MAIL_FROM: 'Plinth <no-reply@example.com>' }],
  ['seller-example', { SELLER_NAME: 'Example Seller' }],
  ['sign-in-guesses', { SIGN_IN_FAILURES_PER_ACCOUNT: '500' }],
  ['session-long', { SESSION_DAYS: '90' }],
  ['operator-session-long', { OPERATOR_SESSION_HOURS: '720' }],
  ['breach-list-missing', { BREACH_LIST_URL: '' }],
  ['key-environment', { API_KEY_ENVIRONMENT: 'test' }],
];

test('nothing is found where nothing is wrong', () => {
  expect(found()).toEqual([]);
  expect(found({ DATABASE_URL: 'postgres://app@127.0.0.1/plinth', SMTP_URL: 'smtp://localhost:25', CORS_ORIGINS: 'https://app.plinth.test' })).toEqual([]);
  expect(found({ SMTP_URL: 'smtp://mail.plinth.test?requireTLS=true' })).toEqual([]);
});

test.for(wrong)('%s: found with %o, alone, and not where it is accepted', ([check, variables]) => {
  expect(found(variables)).toEqual([check]);
  expect(found({ ...variables, ACCEPTED_RISKS: check })).toEqual([]);
});

test('every check has fired', () => {
  const fired = new Set([...wrong.map(([check]) => check), 'metrics-token-missing']);
  expect(configurationChecks.map(({ name }) => name).filter((name) => !fired.has(name))).toEqual([]);
});

test.for([
  ['CODE_KEY', { CODE_KEY: 'sample-key-of-mailed-codes-for-development' }],
  ['PASSWORD_PEPPERS', { PASSWORD_PEPPERS: '' }],
  ['METRICS_TOKEN', { METRICS_TOKEN: '' }],
  ['DATABASE_URL', { DATABASE_URL: '' }],
  ['BILLING_URL', { MODULES: allButBilling, SERVICE_KEY: reused }],
  ['CORS_ORIGINS', { CORS_ORIGINS: 'https://app.plinth.test/path' }],
  ['DATA_DIR', { DATA_DIR: '.data' }],
] as const)('what the configuration itself refuses is a finding, too: %s', ([variable, variables]) => {
  const { config, findings } = readDeployment(productionEnvironment(variables));
  expect(config).toBeUndefined();
  expect(findings).toMatchObject([{ check: 'configuration', severity: 'error' }]);
  expect(findings[0]?.message).toContain(variable);
});

test('no finding shows a secret', () => {
  const secrets = { CODE_KEY: 'changeme-changeme-changeme-changeme', METRICS_TOKEN: 'secret-secret-secret', DATABASE_URL: at('hunter2') };
  const { findings } = readDeployment(productionEnvironment(secrets));
  expect(findings.length).toBeGreaterThanOrEqual(4);
  for (const { message } of findings) expect(message).not.toMatch(/changeme|secret-secret|hunter2/);
});
