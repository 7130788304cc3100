import { randomBytes } from 'node:crypto';
import { looksMadeUp } from '../src/deployment/secrets.ts';

/** One in some twenty thousand keys has the letters of a common word in it, such as `test`, and would be told of. */
function drawn(bytes: number, encoding: 'base64' | 'hex'): string {
  const text = randomBytes(bytes).toString(encoding);
  return looksMadeUp(text) ? drawn(bytes, encoding) : text;
}

const secret = (): string => drawn(32, 'base64');

/** An environment of production that nothing is wrong with, but for its database, which a test brings. */
export const productionEnvironment = (more: Record<string, string> = {}): Record<string, string> => ({
  NODE_ENV: 'production',
  HOST: '0.0.0.0',
  TRUST_PROXY: '10.0.0.0/24',
  METRICS_TOKEN: secret(),
  SECURITY_CONTACTS: 'mailto:security@plinth.test',
  DATABASE_URL: `postgres://app:${drawn(24, 'hex')}@db.plinth.test/plinth?sslmode=verify-full`,
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
