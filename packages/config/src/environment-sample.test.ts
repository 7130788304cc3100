import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConfig, environmentSample, readConfig, setting } from './index.ts';

const first = defineConfig('first', {
  IDLE_DAYS: setting(z.int(), { default: 14, developmentDefault: 0, describe: 'Days.' }),
  ORIGINS: setting(z.array(z.url()), { default: ['https://a.example.com', 'https://b.example.com'], describe: 'Origins.' }),
  PEPPER: setting(z.string(), { secret: true, sample: 'sample pepper #1', describe: 'Seasons.' }),
});
const second = defineConfig('second', {
  NAME: setting(z.string().optional(), { describe: 'word '.repeat(40).trim() + '.' }),
  REQUIRED: setting(z.string(), { describe: 'Needed.' }),
  DATABASE_URL: setting(z.url().optional(), { requiredInProduction: true, describe: 'Where the data is.' }),
  MAILBOX: setting(z.boolean(), { default: false, developmentOnly: true, describe: 'Keeps the mails.' }),
});

const sample = environmentSample([first, second]);

test('the sample lists every variable by slice, with its description, its default and what production says', () => {
  const [, ...blocks] = sample.split(/\n(?=# ---- )/);
  expect(blocks).toHaveLength(2);
  expect(blocks[0]).toContain('# Days. 0 outside production.\n# IDLE_DAYS=14\n');
  expect(blocks[0]).toContain('# ORIGINS=https://a.example.com,https://b.example.com\n');
  expect(blocks[0]).toContain("# Seasons. Secret. Production refuses this sample.\nPEPPER='sample pepper #1'\n");
  expect(blocks[1]).toContain('# NAME=\n');
  expect(blocks[1]).toContain('# Needed. Required.\nREQUIRED=\n');
  expect(blocks[1]).toContain('# Where the data is. Required in production.\n# DATABASE_URL=\n');
  expect(blocks[1]).toContain('Production refuses to have it set.\n# MAILBOX=false\n');
});

test('long descriptions are broken into lines of at most 100 columns', () => {
  const lines = sample.split('\n').filter((line) => line.startsWith('# word'));
  expect(lines).toHaveLength(3);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('the sample works in development once what is required is set, and in production only its samples are refused', () => {
  const variables = { ...parseEnv(sample), REQUIRED: 'set' };
  expect(readConfig([first, second], variables).first.pepper.reveal()).toBe('sample pepper #1');

  const inProduction = { ...variables, NODE_ENV: 'production', DATABASE_URL: 'postgres://db/plinth' };
  expect(() => readConfig([first, second], inProduction)).toThrow(/has 1 problem:\n {2}PEPPER {2}is the sample value/);
});

test('defaults that are uncommented are read as themselves', () => {
  const uncommented = sample.replaceAll(/^# ([A-Z_]+=)/gm, '$1');
  expect(readConfig([first], parseEnv(uncommented)).first).toMatchObject({
    idleDays: 14,
    origins: ['https://a.example.com', 'https://b.example.com'],
  });
});
