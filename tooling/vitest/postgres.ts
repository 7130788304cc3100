import { startThrowAwayPostgres } from '@plinth/postgres';

/**
 * Vitest's global set-up of packages with database tests. `TEST_MIGRATION_DATABASE_URL` and `TEST_DATABASE_URL` name the
 * server to use; where they are not set, a throw-away server is started for this run. Test processes inherit both.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const { env } = process;
  if (env['TEST_MIGRATION_DATABASE_URL'] && env['TEST_DATABASE_URL']) return undefined;
  const server = await startThrowAwayPostgres();
  env['TEST_MIGRATION_DATABASE_URL'] = server.migrationUrl;
  env['TEST_DATABASE_URL'] = server.url;
  return async () => {
    delete env['TEST_MIGRATION_DATABASE_URL'];
    delete env['TEST_DATABASE_URL'];
    await server.stop();
  };
}
