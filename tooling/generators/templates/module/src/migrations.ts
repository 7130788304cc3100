import { moduleMigrations } from '@plinth/module';

/** All that `plinth migrate` applies to the schema `workshop`. */
export const workshopMigrations = moduleMigrations('workshop', new URL('./db/migrations/', import.meta.url));
