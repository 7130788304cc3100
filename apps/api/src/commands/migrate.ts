import { migrate } from '@plinth/db';
import type { DatabaseConfig } from '../config.ts';
import { migrations } from '../databases.ts';

const userOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** Applies what is pending in every module, as the role of `MIGRATION_DATABASE_URL`; the role of `DATABASE_URL` may then run them. */
export async function migrateAll({ databaseUrl, migrationDatabaseUrl }: DatabaseConfig, say: (line: string) => void): Promise<number> {
  const runs = databaseUrl?.reveal();
  const migrates = migrationDatabaseUrl?.reveal() ?? runs;
  if (migrates === undefined) throw new Error('There is no database: set DATABASE_URL.');
  const applicationUser = runs === undefined || runs === migrates ? undefined : userOf(runs);
  const applied = await migrate({ url: migrates, applicationUser, sets: migrations, onApplied: (module, name) => say(`${module}: ${name}`) });
  return applied.length;
}
