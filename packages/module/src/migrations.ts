import { migrationsIn, type MigrationSet } from '@plinth/db';
import { jobMigrations } from '@plinth/jobs';

const runtimeMigrations = (module: string): MigrationSet =>
  migrationsIn(module, new URL('./db/migrations/', import.meta.url), { prefix: 'runtime/', values: { module } });

/** All that a module needs in its schema, in order: the runtime's tables, the job queue, the module's own files. */
export const moduleMigrations = (module: string, directory: URL): MigrationSet[] => [
  runtimeMigrations(module),
  jobMigrations(module),
  migrationsIn(module, directory),
];
