/** The PostgreSQL that the run's tests share: a user that may make databases, and the one the application logs in as. */
export interface TestServer {
  readonly migrationUrl: string;
  readonly url: string;
}

function fromEnvironment(name: string): string {
  // eslint-disable-next-line no-restricted-properties -- the test runner starts the server and tells where it is; no configuration of the application is read
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it names the PostgreSQL of tests. Here withPostgres() of @plinth/vitest, in the package's vitest.config.ts, starts one.`);
  return value;
}

export const testServer = (): TestServer => ({
  migrationUrl: fromEnvironment('TEST_MIGRATION_DATABASE_URL'),
  url: fromEnvironment('TEST_DATABASE_URL'),
});

/** The same server and user, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
