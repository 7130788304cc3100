import path from 'node:path';
import { Secret } from '@plinth/config';
import { startPostgres } from '@plinth/postgres';
import type { HostConfig } from '../config.ts';

type WithDatabase = Pick<HostConfig, 'database' | 'development'>;

export interface EmbeddedDatabase<Config extends WithDatabase> {
  /** The configuration, with the embedded server in it where no other is named. */
  readonly config: Config;
  /** Stops the server, unless another process still uses it. */
  stop(): Promise<void>;
}

/** The embedded PostgreSQL where `DATABASE_URL` names none; started, or taken over from whoever runs it. */
export async function withEmbeddedDatabase<Config extends WithDatabase>(config: Config): Promise<EmbeddedDatabase<Config>> {
  const { database, development } = config;
  if (database.databaseUrl !== undefined) return { config, stop: () => Promise.resolve() };
  const server = await startPostgres({ directory: path.resolve(development.dataDir ?? '.data') });
  return {
    config: {
      ...config,
      database: { ...database, databaseUrl: new Secret(server.url), migrationDatabaseUrl: new Secret(server.migrationUrl) },
    },
    stop: async () => {
      await server.stop();
    },
  };
}
