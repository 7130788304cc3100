import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { type ConfigError, type ConfigOf, defineConfig, readConfig, type Secret, setting } from './index.ts';

const mail = defineConfig('mail', {
  SMTP_PORT: setting(z.int().min(1).max(65_535), { default: 25, describe: 'Port of the mail server.' }),
  SMTP_TLS: setting(z.boolean(), { default: true, describe: 'Whether to encrypt.' }),
  SMTP_CC: setting(z.array(z.email()), { default: [], describe: 'Who gets a copy.' }),
  SMTP_NAME: setting(z.string().optional(), { describe: 'How to greet the server.' }),
});
const keys = defineConfig('keys', {
  SIGNING_KEY: setting(z.string().min(16), { secret: true, sample: 'sample-signing-key', describe: 'Signs.' }),
});

const production = { SIGNING_KEY: 'a-key-of-this-deployment' };

function problemsOf(read: () => unknown): Record<string, string> {
  try {
    read();
  } catch (error) {
    return Object.fromEntries((error as ConfigError).problems.map(({ variable, problem }) => [variable, problem]));
  }
  throw new Error('The configuration was accepted.');
}

describe('a good environment', () => {
  test('is read by slice, in camelCase, as the kinds of values that the schemas name', () => {
    const variables = { SMTP_PORT: '587', SMTP_TLS: 'false', SMTP_CC: 'a@example.com, b@example.com,', SMTP_NAME: 'plinth' };
    expect(readConfig([mail], variables).mail).toEqual({
      smtpPort: 587,
      smtpTls: false,
      smtpCc: ['a@example.com', 'b@example.com'],
      smtpName: 'plinth',
    });
  });

  test('may be empty, and an empty variable is an unset one', () => {
    const defaults = { smtpPort: 25, smtpTls: true, smtpCc: [], smtpName: undefined };
    expect(readConfig([mail], {}).mail).toEqual(defaults);
    expect(readConfig([mail], { SMTP_PORT: '', SMTP_TLS: '', SMTP_CC: '', SMTP_NAME: '' }).mail).toEqual(defaults);
  });

  test('may hold variables that nobody declared', () => {
    expect(readConfig([mail], { SMTP_PROT: 'x', PATH: '/bin' }).mail.smtpPort).toBe(25);
  });

  test('cannot be changed after it was read', () => {
    const config = readConfig([mail], {});
    expect(Object.isFrozen(config) && Object.isFrozen(config.mail)).toBe(true);
  });

  test('has a type that follows the slices', () => {
    const config = readConfig([mail, keys], production);
    expectTypeOf(config.mail.smtpPort).toEqualTypeOf<number>();
    expectTypeOf(config.mail.smtpName).toEqualTypeOf<string | undefined>();
    expectTypeOf(config.keys.signingKey).toEqualTypeOf<Secret<string>>();
    expectTypeOf<ConfigOf<typeof mail>>().toEqualTypeOf<(typeof config)['mail']>();
    expect(config.keys.signingKey.reveal()).toBe('a-key-of-this-deployment');
  });
});

describe('a bad environment', () => {
  test('is refused with every problem at once: the variable, the rule and what was given', () => {
    const variables = { SMTP_PORT: '0', SMTP_TLS: 'yes', SMTP_CC: 'a@example.com,b', SIGNING_KEY: 'short', NODE_ENV: 'prod' };
    const problems = problemsOf(() => readConfig([mail, keys], variables));
    expect(Object.keys(problems)).toEqual(['NODE_ENV', 'SMTP_PORT', 'SMTP_TLS', 'SMTP_CC', 'SIGNING_KEY']);
    expect(problems['NODE_ENV']).toContain('"prod"');
    expect(problems['SMTP_PORT']).toMatch(/>=1.*"0"/);
    expect(problems['SMTP_TLS']).toMatch(/true or false.*"yes"/);
    expect(problems['SMTP_CC']).toMatch(/element 2: .*email.*"a@example.com,b"/);
    expect(problems['SIGNING_KEY']).toContain('>=16');

    const lines = messageOf(() => readConfig([mail, keys], variables)).split('\n');
    expect(lines[0]).toBe('The configuration has 5 problems:');
    expect(lines.slice(1)).toEqual(Object.entries(problems).map(([variable, problem]) => `  ${variable.padEnd(11)}  ${problem}`));
  });

  test('never shows the value of a secret', () => {
    const one = defineConfig('one', { PIN: setting(z.enum(['a', 'b']), { secret: true, describe: 'A choice.' }) });
    expect(messageOf(() => readConfig([one], { PIN: 'canary-value' }))).not.toContain('canary');
    expect(messageOf(() => readConfig([keys], { SIGNING_KEY: 'canary-value' }))).not.toContain('canary');
  });

  test.each(['0x10', '1e3', ' 7', '7,5', 'Infinity', 'abc'])('has no number in %j', (text) => {
    expect(problemsOf(() => readConfig([mail], { SMTP_PORT: text }))).toHaveProperty('SMTP_PORT');
  });

  test('is not printed at full length', () => {
    expect(messageOf(() => readConfig([mail], { SMTP_PORT: 'x'.repeat(10_000) })).length).toBeLessThan(400);
  });
});

test('coerced and defaulted schemas are read alike', () => {
  const slice = defineConfig('slice', {
    A: setting(z.coerce.number().int().default(3), { describe: 'A.' }),
    B: setting(z.coerce.boolean().optional(), { describe: 'B.' }),
    C: setting(z.string().transform((text) => text.length), { default: 0, describe: 'C.' }),
  });
  expect(readConfig([slice], { B: 'false', C: 'abc' }).slice).toEqual({ a: 3, b: false, c: 3 });
  expect(() => readConfig([slice], { A: '1e3', B: 'yes' })).toThrow(/A {2}must be a number.*B {2}must be true or false/s);
});

test('a variable has one owner, a slice one name, and names are those of variables', () => {
  const other = defineConfig('other', { SMTP_PORT: setting(z.int(), { default: 1, describe: 'Twice.' }) });
  expect(() => readConfig([mail, other], {})).toThrow('SMTP_PORT is declared by mail and by other');
  expect(() => readConfig([mail, mail], {})).toThrow('named mail');
  expect(() => defineConfig('wrong', { smtpPort: setting(z.int(), { default: 1, describe: 'Wrong.' }) })).toThrow('smtpPort');
});

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The configuration was accepted.');
}
