import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productionEnvironment } from '../../test/deployment.ts';
import { outcomeOf } from '../../test/program.ts';
import { migrations } from '../databases.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ sets: migrations, name: 'login' });
});
afterAll(() => database.close());

const wrongPassword = 'not-the-password-6f1c';

function withPassword(url: string): string {
  const changed = new URL(url);
  changed.password = wrongPassword;
  return changed.href;
}

function withDatabase(url: string): string {
  const changed = new URL(url);
  changed.pathname = '/nowhere';
  return changed.href;
}

const production = (more: Record<string, string>) => productionEnvironment({ PORT: '0', ACCEPTED_RISKS: 'database-durability', DATABASE_URL: database.url, ...more });

interface Trial {
  readonly starts: readonly string[];
  readonly variables: Record<string, string>;
  readonly says: RegExp;
}

const failed = /PostgreSQL refuses the login: password authentication failed for user "plinth_\w+"\.\n$/.source;

test('a login that PostgreSQL refuses ends every start with one line, which names the variable and shows no password', { timeout: 120_000 }, async () => {
  const trials: Trial[] = [
    { starts: ['src/main.ts'], variables: production({ DATABASE_URL: withPassword(database.url) }), says: new RegExp(`^DATABASE_URL: ${failed}`) },
    { starts: ['src/main.ts'], variables: production({ DATABASE_URL: withDatabase(database.url) }), says: /^DATABASE_URL: PostgreSQL refuses the login: database "nowhere" does not exist\.\n$/ },
    {
      starts: ['src/main.ts'],
      variables: production({ BILLING_DATABASE_URL: database.url, BILLING_SYSTEM_DATABASE_URL: withPassword(database.url) }),
      says: new RegExp(`^BILLING_SYSTEM_DATABASE_URL: ${failed}`),
    },
    { starts: ['src/development.ts'], variables: { NODE_ENV: 'development', PORT: '0', DATABASE_URL: withPassword(database.url), MIGRATION_DATABASE_URL: database.migrationUrl }, says: new RegExp(`^DATABASE_URL: ${failed}`) },
    { starts: ['src/cli.ts', 'migrate'], variables: { NODE_ENV: 'production', DATABASE_URL: withPassword(database.url) }, says: new RegExp(`^DATABASE_URL: ${failed}`) },
    { starts: ['src/cli.ts', 'migrate', 'status'], variables: { NODE_ENV: 'production', DATABASE_URL: database.url, MIGRATION_DATABASE_URL: withPassword(database.migrationUrl) }, says: new RegExp(`^MIGRATION_DATABASE_URL: ${failed}`) },
    { starts: ['src/cli.ts', 'operator', 'create', '--email', 'a@example.com', '--password-stdin'], variables: production({ DATABASE_URL: withPassword(database.url) }), says: new RegExp(`^DATABASE_URL: ${failed}`) },
  ];
  expect(trials).toHaveLength(7);
  for (const { starts, variables, says } of trials) {
    const { code, output, errors } = await outcomeOf(starts, variables, 'a long sentence for operators\n');
    expect([starts, code, errors]).toEqual([starts, 1, expect.stringMatching(says)]);
    expect(output + errors).not.toContain(wrongPassword);
  }
});
