import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '../test/program.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ sets: [], name: 'cli' });
});
afterAll(() => database.close());

const plinth = (args: string[], input?: string) =>
  outcomeOf(['src/cli.ts', ...args], { NODE_ENV: 'test', DATABASE_URL: database.url, MIGRATION_DATABASE_URL: database.migrationUrl }, input);

const create = ['operator', 'create', '--email', 'ops@example.com', '--password-stdin'];
const password = 'a long sentence for operators\n';

test('migrate applies every module once, and then the first operator can be made, once', { timeout: 120_000 }, async () => {
  const first = await plinth(['migrate']);
  expect([first.code, first.errors]).toEqual([0, '']);
  expect(first.output).toMatch(/^users: /m);
  expect(first.output).toMatch(/^billing: /m);
  expect((await plinth(['migrate', 'apply'])).output).toBe('Nothing to migrate.\n');
  expect((await plinth(['migrate', 'plan', '--sql'])).output).toBe('-- Nothing to migrate.\n');
  const status = await plinth(['migrate', 'status']);
  expect([status.code, status.output.split('\n')]).toEqual([0, [...first.output.trimEnd().split('\n').map((line) => `applied  ${line}`), expect.stringMatching(/^\d+ applied$/) as string, '']]);

  const weak = await plinth(create, 'short\n');
  expect(weak.code).toBe(1);
  expect(weak.errors).toMatch(/\/password/);

  const made = await plinth(create, password);
  expect([made.code, made.errors]).toEqual([0, '']);
  expect(made.output).toMatch(/^user_\w{26} operates this deployment\.\n$/);

  const again = await plinth(create, password);
  expect([again.code, again.output]).toEqual([1, '']);
  expect(again.errors).toMatch(/users\.email_taken/);
});

test.each([
  [[], 'No command.'],
  [['migrate', 'backwards'], 'Unknown command: migrate backwards.'],
  [['dance'], 'Unknown command: dance.'],
  [['operator', 'create'], 'needs --email'],
  [['dead-letters', 'resend'], 'needs --all'],
  [['dead-letters', 'resend', '--all', '--module', 'users'], 'needs --all'],
  [['dead-letters', 'list', '--event', '1'], '--event takes the id of an event'],
  [['operator', 'create', '--email', 'a@example.com'], '--password-stdin'],
  [['migrate', '--force'], "Unknown option '--force'"],
])('%j is refused with the usage and code 2', async (args, reason) => {
  const { code, output, errors } = await plinth(args);
  expect([code, output]).toEqual([2, '']);
  expect(errors).toContain(reason);
  expect(errors).toContain('Usage: plinth COMMAND');
});

test('openapi prints the document and needs nothing to be set', async () => {
  const { code, output, errors } = await outcomeOf(['src/cli.ts', 'openapi'], {});
  expect([code, errors]).toEqual([0, '']);
  const { openapi, paths } = JSON.parse(output) as { openapi: string; paths: Record<string, unknown> };
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/v1/auth/sign-up', '/v1/me', '/v1/organizations', '/v1/accounts']));
});

test('a database that is not there is said in one line of words', async () => {
  const { code, errors } = await outcomeOf(['src/cli.ts', 'migrate'], { NODE_ENV: 'production' });
  expect(code).toBe(1);
  expect(errors).toMatch(/DATABASE_URL +is required/);
  expect(errors).not.toMatch(/SMTP_URL/);
});
