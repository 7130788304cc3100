import { randomBytes } from 'node:crypto';

const secret = (): string => randomBytes(32).toString('base64');

/** An environment of production that nothing is wrong with, but for its database, which a test brings. */
export const productionEnvironment = (more: Record<string, string> = {}): Record<string, string> => ({
  NODE_ENV: 'production',
  HOST: '0.0.0.0',
  TRUST_PROXY: '10.0.0.0/24',
  METRICS_TOKEN: secret(),
  SECURITY_CONTACTS: 'mailto:security@plinth.test',
  DATABASE_URL: `postgres://app:${randomBytes(24).toString('hex')}@db.plinth.test/plinth?sslmode=verify-full`,
  CODE_KEY: secret(),
  PASSWORD_PEPPERS: `1:${secret()}`,
  SEALING_KEYS: `1:${secret()}`,
  PUBLIC_URL: 'https://api.plinth.test',
  BREACH_LIST_URL: 'https://api.pwnedpasswords.com',
  SMTP_URL: 'smtps://mail.plinth.test',
  MAIL_FROM: 'Plinth <billing@plinth.test>',
  LINK_BASE_URL: 'https://app.plinth.test',
  SELLER_NAME: 'Plinth Ltd',
  ...more,
});
