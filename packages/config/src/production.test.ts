import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineConfig, readConfig, readEnvironment, setting } from './index.ts';

const slice = defineConfig('slice', {
  DATABASE_URL: setting(z.url().optional(), { requiredInProduction: true, describe: 'Where the data is.' }),
  DRAIN_SECONDS: setting(z.int(), { default: 3, developmentDefault: 0, describe: 'How long to drain.' }),
  ORIGIN: setting(z.url(), {
    default: 'http://127.0.0.1:3000',
    developmentOnly: (origin) => origin.startsWith('http:'),
    describe: 'Where links lead.',
  }),
  MAILBOX: setting(z.boolean(), { default: false, developmentOnly: true, describe: 'Keeps the mails.' }),
  PEPPER: setting(z.string().min(8), { secret: true, sample: 'sample-pepper', describe: 'Seasons.' }),
});
const good = { DATABASE_URL: 'postgres://db/plinth', ORIGIN: 'https://example.com', PEPPER: 'a-real-pepper' };

const read = (variables: Record<string, string>) => readConfig([slice], variables).slice;

describe('in production', () => {
  test('an environment that is right for it is taken', () => {
    const config = read(good);
    expect(config).toMatchObject({ databaseUrl: 'postgres://db/plinth', drainSeconds: 3, mailbox: false });
    expect(config.pepper.reveal()).toBe('a-real-pepper');
  });

  test.each([
    ['a sample', { PEPPER: 'sample-pepper' }, /PEPPER +is the sample value/],
    ['a secret that is not set', { PEPPER: '' }, /PEPPER +is required in production/],
    ['a value that is only right in development', { ORIGIN: 'http://example.com' }, /ORIGIN +is only right in development; given "http:/],
    ['a default that is only right in development', { ORIGIN: '' }, /ORIGIN +is only right in development/],
    ['a switch that exists for development', { MAILBOX: 'true' }, /MAILBOX +must not be set in production/],
    ['nothing where a value is required', { DATABASE_URL: '' }, /DATABASE_URL +is required/],
  ])('%s is refused', (_what, variables, problem) => {
    expect(() => read({ ...good, ...variables })).toThrow(problem);
    expect(() => read({ ...good, ...variables, NODE_ENV: 'production' })).toThrow(problem);
  });
});

test.each(['development', 'test'])('in %s samples, defaults and switches of development are taken', (environment) => {
  const config = read({ NODE_ENV: environment, MAILBOX: 'true' });
  expect(config).toMatchObject({ databaseUrl: undefined, drainSeconds: 0, origin: 'http://127.0.0.1:3000', mailbox: true });
  expect(config.pepper.reveal()).toBe('sample-pepper');
});

test('unset and empty NODE_ENV are production, and an unknown word is refused', () => {
  expect(readEnvironment({})).toBe('production');
  expect(readEnvironment({ NODE_ENV: '' })).toBe('production');
  expect(readEnvironment({ NODE_ENV: 'test' })).toBe('test');
  expect(() => readEnvironment({ NODE_ENV: 'staging' })).toThrow(/NODE_ENV +must be production, development or test; given "staging"/);
});

test('the rules of production hold where NODE_ENV is an unknown word', () => {
  expect(() => read({ ...good, PEPPER: 'sample-pepper', NODE_ENV: 'dev' })).toThrow(/PEPPER +is the sample value/);
});
