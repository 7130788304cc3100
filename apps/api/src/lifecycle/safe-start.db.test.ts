import { readConfig } from '@plinth/config';
import { createLogger } from '@plinth/observability';
import { createTestDatabase, type TestDatabase } from '@plinth/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productionEnvironment } from '../../test/deployment.ts';
import { outcomeOf } from '../../test/program.ts';
import { slices } from '../config.ts';
import { migrations, openDatabases } from '../databases.ts';
import { inspectDatabases } from '../deployment/check-deployment.ts';
import { UnsafeDeploymentError } from '../deployment/finding.ts';
import { refuseUnsafeStart } from './safe-start.ts';

let migrated: TestDatabase;
let empty: TestDatabase;
beforeAll(async () => {
  [migrated, empty] = await Promise.all([createTestDatabase({ sets: migrations, name: 'safe' }), createTestDatabase({ sets: [], name: 'unsafe' })]);
});
afterAll(() => Promise.all([migrated.close(), empty.close()]));

const logger = createLogger({ level: 'silent', pretty: false, service: 'test' });

/** The server of the tests forgets what it was told when it falls. */
const variables = (more: Record<string, string>) => productionEnvironment({ PORT: '0', ACCEPTED_RISKS: 'database-durability', ...more });

async function start(more: Record<string, string>, environment: 'production' | 'development' = 'production'): Promise<void> {
  const config = readConfig(slices, variables(more));
  const databases = openDatabases(config.database);
  try {
    await refuseUnsafeStart({ config, environment, databases, logger });
  } finally {
    await databases.close();
  }
}

test('production starts where nothing is wrong, before it is migrated, and before its database answers', async () => {
  await start({ DATABASE_URL: migrated.url });
  await start({ DATABASE_URL: empty.url });
  await start({ DATABASE_URL: 'postgres://app@127.0.0.1:1/plinth' });
});

test('an error of the environment or of the database keeps production from starting, a warning does not', async () => {
  const open = start({ DATABASE_URL: migrated.url, CORS_ORIGINS: '*', TRUST_PROXY: '' });
  await expect(open).rejects.toThrow(UnsafeDeploymentError);
  await expect(open).rejects.toThrow(/^This deployment is not safe to run:\n {2}error {4}cors-open: .+\nWhat is right/);
  await expect(start({ DATABASE_URL: migrated.migrationUrl })).rejects.toThrow('database-owns-tables');
  await start({ DATABASE_URL: migrated.url, TRUST_PROXY: '' });
  await start({ DATABASE_URL: migrated.migrationUrl, CORS_ORIGINS: '*' }, 'development');
});

test('the process says so and ends with 1, and plinth check --deploy tells all there is, errors first', { timeout: 300_000 }, async () => {
  const wrong = variables({ DATABASE_URL: migrated.migrationUrl, CORS_ORIGINS: '*', TRUST_PROXY: '' });
  const [process, check, unset] = await Promise.all([
    outcomeOf(['src/main.ts'], wrong),
    outcomeOf(['src/cli.ts', 'check', '--deploy'], wrong),
    outcomeOf(['src/cli.ts', 'check', '--deploy'], variables({ DATABASE_URL: '', CODE_KEY: '' })),
  ]);
  expect([process.code, process.errors]).toEqual([1, expect.stringMatching(/^This deployment is not safe to run:\n {2}error {4}cors-open: /)]);
  expect(check.code).toBe(1);
  expect(check.output).toMatch(/^ {2}error {4}cors-open: /m);
  expect(check.output).toMatch(/^ {2}error {4}database-owns-tables: /m);
  expect(check.output).toMatch(/^ {2}warning {2}proxies-missing: .+\n\d+ errors, 1 warnings\n$/m);
  expect([unset.code, unset.output]).toEqual([1, expect.stringMatching(/configuration: DATABASE_URL is required.*\n.*configuration: CODE_KEY is required.*\n2 errors, 0 warnings\n$/)]);
});

test('what is not migrated is an error of the check alone', async () => {
  const config = readConfig(slices, variables({ DATABASE_URL: empty.url }));
  const databases = openDatabases(config.database);
  try {
    expect(await inspectDatabases(config, databases)).toMatchObject([{ check: 'migrations-pending', severity: 'error' }]);
  } finally {
    await databases.close();
  }
});
