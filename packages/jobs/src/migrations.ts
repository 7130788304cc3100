import { migrationsIn, type MigrationSet } from '@plinth/db';
import { jobSchema } from './queues.ts';

/** The tables of the module's job queue, in the schema `<module>_jobs`. The files' numbers are pg-boss's schema versions. */
export const jobMigrations = (module: string): MigrationSet =>
  migrationsIn(module, new URL('./db/migrations/', import.meta.url), { prefix: 'jobs/', values: { schema: jobSchema(module) } });
