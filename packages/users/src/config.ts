import { type ConfigOf, defineConfig, setting } from '@plinth/config';
import { z } from 'zod';

const isLocal = (url: string): boolean => /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$)/.test(url);

export const usersConfig = defineConfig('users', {
  CODE_KEY: setting(z.string().min(32), {
    secret: true,
    sample: 'sample-key-of-mailed-codes-for-development',
    describe: 'Keys the hashes of mailed codes: 32 characters or more, random. A new key voids the codes that are on their way.',
  }),
  PASSWORD_PEPPERS: setting(z.array(z.string().regex(/^\d{1,4}:[\x21-\x2b\x2d-\x7e]{32,}$/, 'A version, a colon and 32 characters or more.')).min(1), {
    secret: true,
    sample: '1:sample-pepper-of-passwords-for-development',
    describe: 'Secrets that go into every password hash, such as 2:NEW,1:OLD. The highest version is used for new hashes; one that is taken away takes its passwords along.',
  }),
  SEALING_KEYS: setting(z.array(z.string().regex(/^\d{1,4}:[\x21-\x2b\x2d-\x7e]{32,}$/, 'A version, a colon and 32 characters or more.')).min(1), {
    secret: true,
    sample: '1:sample-sealing-key-for-development-alone',
    describe: 'Keys that seal what the database keeps and must read again, such as 2:NEW,1:OLD: the keys that sign access tokens. The highest version seals.',
  }),
  PUBLIC_URL: setting(z.url({ protocol: /^https?$/ }), {
    developmentDefault: 'http://127.0.0.1:3000',
    developmentOnly: isLocal,
    describe: 'Where the API is reached from outside: issuer and audience of its access tokens.',
  }),
  PRODUCT_NAME: setting(z.string().min(1), { default: 'Plinth', describe: 'What the product is called; a password that holds it is refused.' }),
  BREACH_LIST_URL: setting(z.url({ protocol: /^https?$/ }).optional(), {
    describe: 'Where leaked passwords are looked up by k-anonymity, such as https://api.pwnedpasswords.com. Unset: nowhere.',
  }),
  SMTP_URL: setting(z.url({ protocol: /^smtps?$/ }), {
    secret: true,
    developmentDefault: 'smtp://127.0.0.1:1025',
    describe: 'The mail server, such as smtps://user:password@mail.example.com.',
  }),
  MAIL_FROM: setting(z.string().regex(/^(?:[^<>\n]+<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, 'An address, or a name and <an address>.'), {
    developmentDefault: 'Plinth <no-reply@example.com>',
    describe: 'Sender of all mails.',
  }),
  LINK_BASE_URL: setting(z.url({ protocol: /^https?$/ }), {
    developmentDefault: 'http://127.0.0.1:3000/dev/mail',
    developmentOnly: isLocal,
    describe: 'Where links in mails point to: the page that takes the code and calls the API.',
  }),
  SIGN_IN_FAILURES_PER_ACCOUNT: setting(z.int().min(1), {
    default: 5,
    describe: 'Failed sign-ins of one address within 5 minutes after which it is held for the rest of them.',
  }),
  SIGN_IN_FAILURES_PER_CLIENT: setting(z.int().min(1), {
    default: 10,
    describe: 'Failed sign-ins from one IPv4 address or IPv6 /64 within a minute after which it is held for the rest of it.',
  }),
  SESSION_DAYS: setting(z.int().min(1).max(365), {
    default: 30,
    describe: 'Days after which a session ends however much it is used; at most 30 at one factor, says NIST SP 800-63B-4.',
  }),
  SESSION_IDLE_DAYS: setting(z.int().min(1).max(365), {
    default: 14,
    describe: 'Days without a request after which a session ends.',
  }),
  OPERATOR_SESSION_HOURS: setting(z.int().min(1).max(720), {
    default: 24,
    describe: "Hours after which an operator's session ends however much it is used.",
  }),
  OPERATOR_SESSION_IDLE_MINUTES: setting(z.int().min(5).max(1440), {
    default: 60,
    describe: "Minutes without a request after which an operator's session ends.",
  }),
  API_KEY_ENVIRONMENT: setting(z.string().regex(/^[a-z]{1,20}$/), {
    default: 'live',
    developmentDefault: 'test',
    describe: 'Part of every API key, so that a key of another deployment is recognised and refused.',
  }),
  API_KEY_UNUSED_DAYS: setting(z.int().min(15).max(3650), {
    default: 90,
    describe: 'Days without use after which an API key expires; its owner is told 14 days before.',
  }),
  LEAK_REPORTS_PER_CLIENT: setting(z.int().min(1), {
    default: 20,
    describe: 'Reports of leaked keys from one IPv4 address or IPv6 /64 within a minute.',
  }),
  MAILS_PER_ADDRESS: setting(z.int().min(2), {
    default: 5,
    describe: 'Mails to one address within an hour, whoever asked for them; one of them is kept for word of a changed password or address.',
  }),
});

export type UsersConfig = ConfigOf<typeof usersConfig>;
